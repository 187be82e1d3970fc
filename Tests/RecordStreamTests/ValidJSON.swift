/// Lines that are JSON by RFC 8259, by the rules that nst/JSONTestSuite names `y_` and, where it leaves a choice, ours.
enum ValidJSON {
  static let arrays = JSONCase.lines(
    #"""
    []
    [ ]
    [[]	,	[ [] ] ]
    [""]
    [ 1]
    [false]
    [null, 1, "1", {}]
    [1,null,null,null,2]
    ["]", "[", "[]]"]
    """#)

  static let objects = JSONCase.lines(
    #"""
    {}
    { }
    {"a":"b"}
    {"a":"b","a":"c"}
    {"a":"b","a":"b"}
    {"":0}
    {"a\u0000b":42}
    {"min":-1.0e+28, "max":1.0e+28}
    {"a":[]}
    {"a":{"b":{"c":{}}}}
    {"}":"}","{":["}"]}
    {"a\"}":"\\"}
    {"ключ":"значение","\u043a":"\u0437"}
    [{"a":1}, {"b":{}}]
    	{ "a" : 1 , "b" : [ 2 , { } ] }
    """#)

  static let numbers = JSONCase.lines(
    #"""
    [0]
    [-0]
    [-0.0]
    [-1]
    [10]
    [10.01]
    [-123.0456]
    [0e1]
    [0e+1]
    [0E-0]
    [20e1]
    [1e01]
    [1E22]
    [1E-2]
    [1E+2]
    [123.456e78]
    [123.456E-0078]
    [0.00000000000000000000000000000000000000000000000000000000000000000000000000001]
    """#)

  /// Beyond what a Double or Int64 holds: still JSON, and never read as a number.
  static let hugeNumbers = JSONCase.lines(
    #"""
    [9007199254740993]
    [-9223372036854775809]
    [100000000000000000000000000000000000000000000000000000000000000000000000000000000000000]
    [-1234567890.12345678901234567890123456789012345678901234567890]
    [1e400]
    [-1e9999]
    [1.5e+9999]
    [1e-10000]
    [123123e100000]
    [0.4e00669999999999999999999999999999999999999999999999999999999999999999999999969999999006]
    """#)

  static let strings = JSONCase.lines(
    #"""
    ["\"\\\/\b\f\n\r\t"]
    ["\\u0061"]
    ["\\n"]
    ["\\"]
    ["\"", "\u0022", "\u005C", "\u002f"]
    ["\u0000\u001f\u0012"]
    ["\u0060\u012a\u12AB\uabcd\uFFFF\ue000"]
    ["\uD801\udc37"]
    ["\ud83d\ude39\ud83d\udc8d"]
    ["a/*b*/c//d#e"]
    ["'a' `b`"]
    ["π é 好 🇨🇭 👩‍👩‍👧"]
    [" \u00A0 "]
    """#)

  /// Half a surrogate pair is an escape by the grammar of RFC 8259, whatever it stands for.
  static let loneSurrogates = JSONCase.lines(
    #"""
    ["\uDADA"]
    ["\udd1e"]
    ["\uD800\n"]
    ["\uDd1e\uD834"]
    ["\ud800abc"]
    ["\uD888\u1234"]
    ["\uD800\uD800\n"]
    {"\uD800":1}
    """#)

  static let topLevelScalars = JSONCase.lines(
    #"""
    true
    false
    null
    42
    -0.1
    0
    1e5
    "a"
    ""
    """#)

  static let whitespace: [JSONCase] = [
    " []", "[] ", "\t[\t1\t]\t", "{\n\"a\": \"b\"\r\n}\r\n", "{}\r", " \t\r\n7 \t\r\n",
    "{ \t\r\n\"a\" \t\r\n: \t\r\n1 \t\r\n, \t\r\n\"b\" \t\r\n:[ \t\r\n] \t\r\n}",
  ]

  /// Outside the BMP, noncharacters, DEL, line and paragraph separators: no control characters by RFC 8259.
  static let unescapedScalars: [JSONCase] = [
    "[\"\u{7F}\"]", "[\"\u{80}\u{85}\"]", "[\"\u{2028}\u{2029}\"]", "[\"\u{FEFF}\"]", "[\"\u{2060}\"]",
    "[\"\u{E000}\u{10FFFD}\"]", "[\"\u{1D11E}\"]", "{\"\u{7F}\":\" ~\"}",
    // U+FFFE and U+10FFFF, which Swift takes in no literal.
    JSONCase([0x5B, 0x22, 0xEF, 0xBF, 0xBE, 0xF4, 0x8F, 0xBF, 0xBF, 0x22, 0x5D]),
  ]
}
