/// Lines whose arrays, objects and keys break RFC 8259, by the rules that nst/JSONTestSuite names `n_`.
enum MalformedStructure {
  static let strayCommas = JSONCase.lines(
    #"""
    [1,]
    [1,,]
    [1,,2]
    [,1]
    [,]
    ["",]
    [[1],]
    [1],
    ,[1]
    {"a":1,}
    {"a":1,,}
    {"a":1,,"b":2}
    {,"a":1}
    {,}
    {"a":[1,],"b":2}
    {"a":{"b":1,}}
    [{"a":1} , ]
    """#)

  static let separators = JSONCase.lines(
    #"""
    [1 2]
    [1 true]
    [3[4]]
    [{}{}]
    ["a" "b"]
    ["a""b"]
    [1:2]
    ["":1]
    ["a":"b"]
    [1;2]
    {"a" 1}
    {"a","b"}
    {"a"::1}
    {"a":1 "b":2}
    {"a":1"b":2}
    {"a":1:2}
    {"a":1;"b":2}
    {"a"="b"}
    {"a":"b" 123}
    """#)

  static let missingValues = JSONCase.lines(
    #"""
    {"a"}
    {"a":}
    {:1}
    {:}
    {"a":1,"b"}
    {"a":1,"b":}
    {"a":,"b":1}
    [:]
    """#)

  static let keys = JSONCase.lines(
    #"""
    {a:1}
    {'a':1}
    {1:1}
    {9999E9999:1}
    {null:null}
    {true:1}
    {[]:1}
    {{}:1}
    {[]}
    {{}}
    {"a":1,b:2}
    {"a":{b:2}}
    {\u0061:1}
    {"a":1,2}
    {🇨🇭}
    {*}
    """#)

  static let comments = JSONCase.lines(
    #"""
    {"a":1}/**/
    {"a":1}/**//
    {"a":1}//
    {"a":1}//}
    {"a":1}/
    {"a":1}#
    {"a":1}#{}
    {"a":/*b*/1}
    {/*b*/}
    [1,#2
    /*a*/[]
    //[]
    """#)

  static let secondValues = JSONCase.lines(
    #"""
    {}{}
    {} {}
    [][]
    [] {}
    1 2
    1,2
    "a""b"
    {"a":1} 2
    {"a":1} "x"
    {"a":1}x
    nullnull
    true false
    """#)

  static let unbalanced = JSONCase.lines(
    #"""
    {"a":1}}
    {"a":1]
    {"a":1}]
    {"a":[1}
    {"a":[1}]
    {"a":{"b":1]}
    []]
    [1}
    [{]}
    [}
    {]
    ][
    }{
    }
    ]
    """#)

  static let noValues = JSONCase.lines(
    #"""
    ,
    :
    *
    @
    \
    å
    <null>
    [<null>]
    [*]
    [@]
    <a></a>
    a=1
    """#)
}
