import Testing

@testable import RecordStream

struct StrictJSONTests {
  @Test(arguments: ValidJSON.arrays + ValidJSON.objects)
  func arraysAndObjectsAreValid(_ json: JSONCase) throws { try expectValid(json) }

  @Test(arguments: ValidJSON.numbers + ValidJSON.hugeNumbers)
  func numbersOfAnySizeAreValid(_ json: JSONCase) throws { try expectValid(json) }

  @Test(arguments: ValidJSON.strings + ValidJSON.unescapedScalars)
  func stringsOfAnyCharactersAreValid(_ json: JSONCase) throws { try expectValid(json) }

  @Test(arguments: ValidJSON.loneSurrogates)
  func aLoneSurrogateEscapeIsValid(_ json: JSONCase) throws { try expectValid(json) }

  @Test(arguments: ValidJSON.topLevelScalars)
  func aScalarAloneIsValid(_ json: JSONCase) throws { try expectValid(json) }

  @Test(arguments: ValidJSON.whitespace)
  func whitespaceBetweenTokensIsValid(_ json: JSONCase) throws { try expectValid(json) }

  @Test(arguments: MalformedStructure.strayCommas)
  func aTrailingOrDoubledCommaIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedStructure.separators)
  func aMissingOrWrongSeparatorIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedStructure.missingValues)
  func aMissingValueIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedStructure.keys)
  func aKeyThatIsNoStringIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedStructure.comments)
  func aCommentIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedStructure.secondValues)
  func aSecondValueIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedStructure.unbalanced)
  func unbalancedBracketsAreMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedStructure.noValues)
  func whatIsNoValueIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedScalar.literals)
  func anyOtherLiteralIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedScalar.leadingZeros)
  func aLeadingZeroIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedScalar.signsAndPoints)
  func aStraySignOrPointIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedScalar.exponents)
  func anIncompleteExponentIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedScalar.otherNotations)
  func anotherNotationOfNumbersIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedScalar.escapes)
  func anUnknownEscapeIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedScalar.shortUnicodeEscapes)
  func aUnicodeEscapeWithoutFourDigitsIsMalformed(_ json: JSONCase) { expectMalformed(json) }

  @Test(arguments: MalformedScalar.quotes)
  func aStringWithoutDoubleQuotesIsMalformed(_ json: JSONCase) { expectMalformed(json) }
}
