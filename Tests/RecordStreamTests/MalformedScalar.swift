/// Lines whose numbers, literals and strings break RFC 8259, by the rules that nst/JSONTestSuite names `n_`.
enum MalformedScalar {
  static let literals = JSONCase.lines(
    #"""
    True
    [TRUE]
    [False]
    [Null]
    [nul]
    [tru]
    [fals]
    [truth]
    [nulll]
    [true1]
    [undefined]
    [None]
    [yes]
    [NaN]
    [nan]
    [-NaN]
    [Infinity]
    [-Infinity]
    [+Infinity]
    [Inf]
    {"a":True}
    {"a":NaN}
    """#)

  static let leadingZeros = JSONCase.lines(
    #"""
    01
    [00]
    [-00]
    [012]
    [-012]
    [00.5]
    [-00.0]
    [00e0]
    [-00e0]
    [1,000]
    {"a":007}
    """#)

  static let signsAndPoints = JSONCase.lines(
    #"""
    [+1]
    [++1]
    [+0.5]
    [-]
    [--1]
    [- 1]
    [-a]
    [-1x]
    [-"1"]
    [1-1]
    [1+1]
    [.5]
    [-.5]
    [.]
    [.e1]
    [.-1]
    [1.]
    [-1.]
    [0.]
    [1.e1]
    [0.e+1]
    [1.2.3]
    [1 000.0]
    [1_000]
    1.
    -
    {"a":-}
    """#)

  static let exponents = JSONCase.lines(
    #"""
    [1e]
    [1E]
    [1e+]
    [1E-]
    [0e]
    [0e+]
    [1.0e]
    [1.0e-]
    [1ee2]
    [1eE2]
    [1e1.5]
    [1e2e3]
    [1e 2]
    [1e+-2]
    [1e++2]
    [e1]
    [1ea]
    """#)

  static let otherNotations = JSONCase.lines(
    #"""
    [0x1]
    [0xFF]
    [0b1]
    [0o7]
    [1a]
    [1h]
    [1L]
    [123f]
    [1.8H-308]
    [1½]
    [１]
    [٣]
    [−1]
    """#)

  static let escapes = JSONCase.lines(
    #"""
    ["\x00"]
    ["\a"]
    ["\v"]
    ["\e"]
    ["\0"]
    ["\012"]
    ["\'"]
    ["\ "]
    ["\N"]
    ["\é"]
    ["\🌀"]
    ["\U0041"]
    {"\x":1}
    ["\uD800\x"]
    """#)

  static let shortUnicodeEscapes = JSONCase.lines(
    #"""
    ["\u"]
    ["\u1"]
    ["\u12"]
    ["\u123"]
    ["\u00A"]
    ["\u00G0"]
    ["\u 041"]
    ["\u+041"]
    ["\u-123"]
    ["\u{41}"]
    ["\uqqqq"]
    ["\u004@"]
    ["\u004`"]
    ["\u004/"]
    ["\u004:"]
    ["\uD834\uDd"]
    ["\uD834\u"]
    {"\u00":1}
    """#)

  static let quotes = JSONCase.lines(
    #"""
    ['a']
    {"a":'b'}
    [`a`]
    [“a”]
    [a]
    [abc]
    [a"]
    [\n]
    [\u0020"a"]
    ["a"b"]
    ["\\\"]
    'a'
    """#)
}
