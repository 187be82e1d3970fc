"""Writes characters.json: what Python's str and re say of every character, for PythonTextTests.

Usage: python make_characters.py      (made with Python 3.11.7, so Unicode 14)

Ranges are [first, last] code points. "casedNeighbours" and "ignorableNeighbours" tell how a final sigma sees a
character: lower() of "aΣc" and of "aΣca" where c is the character.
"""

import json
import pathlib
import re
import unicodedata

assert unicodedata.unidata_version == "14.0.0", "the fixture pins Python 3.11"

CHARACTERS = [code for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]


def ranges(holds):
    result = []
    for code in CHARACTERS:
        if not holds(chr(code)):
            continue
        if result and result[-1][1] == code - 1:
            result[-1][1] = code
        else:
            result.append([code, code])
    return result


is_word = re.compile(r"\w").match
is_space = re.compile(r"\s").match
lowered = {code: chr(code).lower() for code in CHARACTERS if chr(code).lower() != chr(code) and code != 0x3A3}
result = {
    "word": ranges(is_word),
    "space": ranges(is_space),
    "lower": [[code, *map(ord, text)] for code, text in lowered.items()],
    "casedNeighbours": ranges(lambda c: ("aΣ" + c).lower()[1] == "σ"),
    "ignorableNeighbours": ranges(lambda c: ("aΣ" + c + "a").lower()[1] == "σ" and ("aΣ" + c).lower()[1] == "ς"),
}
path = pathlib.Path(__file__).with_name("characters.json")
path.write_text(json.dumps(result, separators=(",", ":")) + "\n", encoding="ascii")
