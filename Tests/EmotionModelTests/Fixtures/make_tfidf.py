"""Writes tfidf.json: what scikit-learn makes of hard texts, for TfidfVectorizerTests and CharacterNgramsTests.

Usage: python make_tfidf.py      (made with Python 3.11.7, so Unicode 14, scikit-learn 1.7.2, numpy 1.26)
"""

import json
import pathlib
import re
import unicodedata

from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

assert unicodedata.unidata_version == "14.0.0", "the fixture pins Python 3.11"

TEXTS = [
    "",
    " \t\n ",
    "...!!! --- ,;:",
    "I am so happy today, so so happy!",
    "I'm can't won't don't y'all it's o'clock rock'n'roll",
    "What?!?! No!!! Really??? !?!? ¡Hola! ¿Qué? ‽ ⁉ !️",
    "ΣΑΣ Σ ΑΣ. ΑΣ ΟΔΟΣ ΟΔΥΣΣΕΥΣ ΣΣ ΣΣΣ",
    "ΑΣ΄ ΑΣ΄Α ΑΣ'Α ΑΣ’ ΑΣ\u0301 ΑΣ\u0301Α ΑΣ\u00ad ΑΣ\u00adΑ Α\u00adΣ Α:Σ ΑΣ:Α \u0301Σ 1Σ ΑΣ1 ΑΣ^Α ΑΣ\u200dΑ",
    "aΣ aΣb aΣ.b aΣ b ªΣ ʰΣ ⅠΣ ⓐΣ ΑΣⓐ ΑΣ_Α ΑΣ·Α ΑΣ\u2019Α ΑΣ\U0001f600Α",
    "İstanbul İSTANBUL istanbul ISTANBUL ıstanbul DİYARBAKIR İ İİ xİ İx",
    "I ı i İ ISPARTA ıspanak",
    "cafe\u0301 café CAFÉ CAFE\u0301 e\u0301e\u0301 \u0301\u0301 a\u0301",
    "naïve coöperate Ångström Å \u212b a\u030a ﬁne ﬂuﬀ",
    "हिन्दी में लिखा गया पाठ क ख ग कखग १२३ नमस्ते",
    "বাংলা ভাষা தமிழ் తెలుగు ಕನ್ನಡ മലയാളം ગુજરાતી ਪੰਜਾਬੀ",
    "\U0001f600 \U0001f600\U0001f600 ok\U0001f600ok \U0001f602!\U0001f602",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family \U0001f469\U0001f3fd\u200d\U0001f4bb",
    "\u2764\ufe0f \u2764 \u2764\ufe0e \U0001f44d\U0001f3ff \U0001f44d\U0001f3fb 1\ufe0f\u20e3 #\ufe0f\u20e3",
    "\U0001f1e9\U0001f1ea \U0001f1eb\U0001f1f7\U0001f1ee\U0001f1f9 \U0001f3f4\U000e0067\U000e0062\U000e007f",
    "日本語のテキスト。私は嬉しい！本当？はい、本当です。",
    "我很高兴 你呢？ 中文，文本 𠀀𠀁 㐀 々〆〇",
    "한국어 텍스트 행복해요 \u1112\u1161\u11ab ㅋㅋㅋ ㅠㅠ",
    "هذا نص عربي جميل، أليس كذلك؟ مُحَمَّد ١٢٣ ـــ",
    "שלום עולם שָׁלוֹם ק״ג",
    "ภาษาไทย สวัสดี ครับ น้ำ ๑๒๓",
    "x² y³ ½ ¾cup Ⅳ ⅳ ① ⑳ 10² ₂H H₂O ²",
    "ǅ ǆ Ǆ ǅungla ǈ ǋ ǲ DŽ",
    "ß ẞ STRASSE Straße STRAẞE groß GROẞ",
    "\u212a \u212aelvin kelvin Kelvin \u212b \u2126 ohm Ω",
    "ＦＵＬＬＷＩＤＴＨ ｆｕｌｌ １２３ Ａ Ｂ！ ！？ ＿ ＿＿",
    "ᏣᎳᎩ ᏣᎳᎩ ꭳꭴ ᏸ ᏰᏱ",
    "ქართული ᲥᲐᲠᲗᲣᲚᲘ Ⴀ ⴀ ႠႡ",
    "𝐇𝐞𝐥𝐥𝐨 𝓦𝓸𝓻𝓵𝓭 𝟘𝟙𝟚 𝔸 𝖠𝖡",
    "𐐀𐐁 𐐨𐐩 𞤀𞤁 Ⓐ ⒶⒷ ⓐ",
    "_ __ ___ _a a_ _1_ a_b snake_case __init__ -_- ^_^ T_T",
    "\"quoted\" 'single' “curly” ‘curly’ «guillemets» „unten“ `tick` it’s",
    "nul\0inside \0 a\0b \x01\x02 del\x7fete",
    "tab\tseparated\ttext\vvertical\fform\rreturn\r\nnewline",
    "next\u0085line nbsp\u00a0here thin\u2009space line\u2028sep para\u2029sep",
    "ideographic\u3000space ogham\u1680space narrow\u202fnbsp math\u205fspace figure\u2007space",
    "fs\x1cgs\x1drs\x1eus\x1fend",
    "zero\u200bwidth word\u2060joiner soft\u00adhyphen zwnj\u200chere zwj\u200dhere",
    "\ufeffbom first and bom\ufeffinside \u180emvs",
    "\u202eright to left\u202c \u200eltr\u200f \u2066iso\u2069",
    "happy happy happy happy happy happy happy happy happy happy",
    "a b c d e a b c d e ab ab ab",
    "so so so! so so so!",
    "the quick brown fox jumps over the lazy dog " * 40,
    "x" * 5000,
    "word " * 500 + "end",
    "!" * 300 + "?" * 300,
    "https://example.com/a?b=c&d=e#f user@example.com @user #hashtag",
    "[NAME] said \\o/ \\n <b>bold</b> &amp; 50% $5 €5 £5 ¥5 5°C ±1 §2 ©®™",
    "1 12 123 1.5 1,000 3rd 2nd 1st 10k 1e5 0x1F",
    ":) :-( :D ;-) <3 XD xD :'( (╯°□°)╯︵ ┻━┻ ¯\\_(ツ)_/¯",
    "Ⱥ Ⱦ ȺȾ ⱥ ⱦ Ɑ Ᵽ Ɽ",
    "Привет мир ПРИВЕТ МИР Ё ё й и\u0306 Їжак ЇЖАК Ѓ",
    "ὈΔΥΣΣΕΎΣ ᾼ ᾈ ᾳ Ὰ Ϊ ΐ",
    "ԱԲԳ աբգ և ՙ Ա՛Բ",
    "ℌ ℑ ℘ ℮ ℵ ⅆ ⅇ ⅈ № ℡ ª º µ",
    "ʰello ˈstress ˑ ˠ ˬ ˮ ʹ ͺ ʼn ʼ",
    "\u0345 Α\u0345Σ ΑΣ\u0345 ⁿ ᵃ ₐ ꜝ",
    "𞤀Σ𞤢 \U0001e900\U0001e94b \U0001f130 \U0001f150",
    "\ufffd \ufffe \uffff \ue000 \U000f0000 \U0010ffff a\ue000b \ufdd0",
    "\u1c89 \ua7cb \ua7da \U00010d50 \U0001e6c0 \U00011bc0 \U0001fae8 \u1c89\u1c8a a\u1c89b",
    "Quelqu'un m'a dit qu'il l'aime; « oui » !",
    "ñandú NINO niño NIÑO n\u0303 Ñ N\u0303",
    "Tiếng Việt rất đẹp TIẾNG VIỆT Đ đ",
]
NGRAM_WORDS = [
    "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "é", "né", "été", "日本", "日本語文章",
    "привет", "straße", "𝓦x", "aaaaa", "x_1", "कखग",
]
SETTINGS = {
    "defaults": {},
    "wordsAndSymbols": {
        "token_pattern": r"(?u)\w+|[!?]+|[^\w\s]", "ngram_range": (1, 2), "sublinear_tf": True},
}


def described(options):
    vectorizer = TfidfVectorizer(**options)
    matrix = vectorizer.fit_transform(TEXTS)
    matrix.sort_indices()
    tokens = re.compile(vectorizer.token_pattern).findall
    rows = [
        {"tokens": tokens(text.lower()), "columns": row.indices.tolist(), "values": row.data.tolist()}
        for text, row in zip(TEXTS, matrix)
    ]
    return {"terms": vectorizer.get_feature_names_out().tolist(), "idf": vectorizer.idf_.tolist(), "rows": rows}


analyze = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5)).build_analyzer()
result = {
    "texts": TEXTS,
    "settings": {name: described(options) for name, options in SETTINGS.items()},
    "ngrams": [{"word": word, "ngrams": analyze(word)} for word in NGRAM_WORDS],
}
path = pathlib.Path(__file__).with_name("tfidf.json")
path.write_text(json.dumps(result, separators=(",", ":")) + "\n", encoding="ascii")
