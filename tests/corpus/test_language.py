"""The language of short questions, of documents, and of scripts that no reader of ours knows."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcassist.corpus.language import LANGUAGES, detect, function_words, known_script, script

QUESTIONS = {
    "en": [
        "Who started it?",
        "And in Girona?",
        "How many people live there?",
        "What does the library do?",
        "Which town is the oldest?",
        "Where is the museum?",
        "When was the festival held?",
        "Why do volunteers matter?",
        "Tell me about the budget.",
        "Is there a plan for adults?",
        "How is it paid for?",
        "Which one is bigger?",
    ],
    "nl": [
        "Wie begon ermee?",
        "En in Girona?",
        "Hoeveel mensen wonen er?",
        "Wat doet de bibliotheek?",
        "Welke stad is het oudst?",
        "Waar is het museum?",
        "Wanneer was het festival?",
        "Waarom zijn vrijwilligers belangrijk?",
        "Vertel iets over het budget.",
        "Is er een plan voor volwassenen?",
        "Hoe wordt dat betaald?",
        "Welke van de twee is groter?",
    ],
    "de": [
        "Wer hat damit angefangen?",
        "Und in Girona?",
        "Wie viele Menschen leben dort?",
        "Was macht die Bibliothek?",
        "Welche Stadt ist die älteste?",
        "Wo ist das Museum?",
        "Wann war das Festival?",
        "Warum sind Freiwillige wichtig?",
        "Erzähl mir etwas über das Budget.",
        "Gibt es einen Plan für Erwachsene?",
        "Wie wird das bezahlt?",
        "Welche ist größer?",
    ],
    "fr": [
        "Qui a commencé ?",
        "Et à Gérone ?",
        "Combien de personnes y habitent ?",
        "Que fait la bibliothèque ?",
        "Quelle ville est la plus ancienne ?",
        "Où est le musée ?",
        "Quand a eu lieu le festival ?",
        "Pourquoi les bénévoles sont-ils importants ?",
        "Parle-moi du budget.",
        "Y a-t-il un plan pour les adultes ?",
        "Comment est-ce financé ?",
        "Laquelle est la plus grande ?",
    ],
    "it": [
        "Chi ha iniziato?",
        "E a Girona?",
        "Quante persone ci vivono?",
        "Che cosa fa la biblioteca?",
        "Qual è la città più antica?",
        "Dov'è il museo?",
        "Quando si è tenuto il festival?",
        "Perché i volontari sono importanti?",
        "Parlami del bilancio.",
        "C'è un piano per gli adulti?",
        "Come viene finanziato?",
        "Quale delle due è più grande?",
    ],
    "es": [
        "¿Quién empezó?",
        "¿Y en Girona?",
        "¿Cuántas personas viven allí?",
        "¿Qué hace la biblioteca?",
        "¿Qué ciudad es la más antigua?",
        "¿Dónde está el museo?",
        "¿Cuándo fue el festival?",
        "¿Por qué son importantes los voluntarios?",
        "Háblame del presupuesto.",
        "¿Hay un plan para adultos?",
        "¿Cómo se financia?",
        "Cual es mas grande?",
    ],
    "ca": [
        "Qui va començar?",
        "I a Girona?",
        "Quantes persones hi viuen?",
        "Què fa la biblioteca?",
        "Quina ciutat és la més antiga?",
        "On és el museu?",
        "Quan va ser el festival?",
        "Per què són importants els voluntaris?",
        "Parla'm del pressupost.",
        "Hi ha un pla per als adults?",
        "Com es finança?",
        "Quina de les dues és més gran?",
    ],
    "el": [
        "Ποιος το ξεκίνησε;",
        "Και στη Χιρόνα;",
        "Πόσοι άνθρωποι ζουν εκεί;",
        "Τι κάνει η βιβλιοθήκη;",
        "Ποια πόλη είναι η παλαιότερη;",
        "Πού είναι το μουσείο;",
        "Πότε έγινε το φεστιβάλ;",
        "Γιατί είναι σημαντικοί οι εθελοντές;",
        "Πες μου για τον προϋπολογισμό.",
        "Υπάρχει σχέδιο για ενήλικες;",
        "ΠΟΙΑ ΕΙΝΑΙ ΜΕΓΑΛΥΤΕΡΗ;",
        "Τι αναφέρει η UNESCO;",
    ],
    "hu": [
        "Ki kezdte el?",
        "És Gironában?",
        "Hányan élnek ott?",
        "Mit csinál a könyvtár?",
        "Melyik város a legrégebbi?",
        "Hol van a múzeum?",
        "Mikor volt a fesztivál?",
        "Miért fontosak az önkéntesek?",
        "Mesélj a költségvetésről!",
        "Van terv a felnőttek számára?",
        "Hogyan finanszírozzák?",
        "Melyik a nagyobb a kettő közül?",
    ],
}

SHORT = [(language, question) for language, questions in QUESTIONS.items() for question in questions]

DOCUMENTS = {
    "en": "The town has a large library, and its residents take part in courses all year round. Not every district "
    "has a school, but there are community centres that offer lessons to everyone who wants to learn more.",
    "nl": "De stad heeft een grote bibliotheek en de inwoners nemen het hele jaar deel aan cursussen. Niet elke wijk "
    "heeft een school, maar er zijn buurthuizen die gratis lessen geven aan iedereen die meer wil leren.",
    "de": "Die Stadt hat eine große Bibliothek, und die Einwohner besuchen das ganze Jahr über Kurse. Nicht jeder "
    "Stadtteil hat eine Schule, aber es gibt Zentren, die allen, die mehr lernen wollen, Unterricht anbieten.",
    "fr": "La ville possède une grande bibliothèque et les habitants suivent des cours toute l'année. Chaque quartier "
    "n'a pas d'école, mais il y a des centres qui offrent des leçons à tous ceux qui veulent apprendre davantage.",
    "it": "La città ha una grande biblioteca e gli abitanti seguono corsi durante tutto l'anno. Non tutti i quartieri "
    "hanno una scuola, ma ci sono centri che offrono lezioni gratuite a tutti quelli che vogliono imparare.",
    "es": "La ciudad tiene una gran biblioteca y los vecinos participan en cursos durante todo el año. No todos los "
    "barrios tienen escuela, pero hay centros que ofrecen clases gratuitas a todos los que quieren aprender más.",
    "ca": "La ciutat té una gran biblioteca i els veïns participen en cursos durant tot l'any. No tots els barris "
    "tenen escola, però hi ha centres que ofereixen classes gratuïtes a tots els que volen aprendre més coses.",
    "el": "Η πόλη έχει μια μεγάλη βιβλιοθήκη και οι κάτοικοι συμμετέχουν σε μαθήματα όλο τον χρόνο. Δεν έχει κάθε "
    "συνοικία σχολείο, αλλά υπάρχουν κέντρα που προσφέρουν δωρεάν μαθήματα σε όλους όσους θέλουν να μάθουν.",
    "hu": "A városnak nagy könyvtára van, és a lakosok egész évben tanfolyamokra járnak. Nem minden kerületben van "
    "iskola, de vannak közösségi házak, amelyek ingyenes órákat kínálnak mindenkinek, aki többet akar tanulni.",
    # languages that the vocabulary and the cues don't know are still told apart
    "pt": "A cidade tem uma biblioteca muito grande, e os moradores participam em cursos de educação de adultos "
    "durante todo o ano. Não há uma escola em cada bairro, mas existem centros que oferecem aulas gratuitas.",
    "sv": "Staden har ett stort bibliotek och invånarna deltar i kurser under hela året. Det finns inte någon skola "
    "i varje stadsdel, men det finns medborgarhus som erbjuder gratis undervisning för alla som bor där.",
    "ru": "В городе есть большая библиотека, и жители участвуют в курсах для взрослых в течение всего года. Школы "
    "есть не в каждом районе, но есть центры, которые предлагают бесплатные занятия для всех, кто там живёт.",
}


def accuracy(questions: list[tuple[str, str]]) -> float:
    return sum(detect(question) == language for language, question in questions) / len(questions)


def test_short_questions() -> None:
    assert {len(questions) for questions in QUESTIONS.values()} == {12}
    assert set(QUESTIONS) == set(LANGUAGES)
    wrong = [(language, detect(question), question) for language, question in SHORT if detect(question) != language]
    assert accuracy(SHORT) >= 0.95, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_worse_than_the_others(language: str) -> None:
    assert accuracy([(language, question) for question in QUESTIONS[language]]) >= 0.9


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: unicodedata.normalize("NFD", text)])
def test_neither_case_nor_the_form_of_accents_matters(change: Callable[[str], str]) -> None:
    assert accuracy([(language, change(question)) for language, question in SHORT]) >= 0.95


def test_people_leave_accents_out() -> None:
    def bare(text: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))

    assert accuracy([(language, bare(question)) for language, question in SHORT]) >= 0.9


@pytest.mark.parametrize("language", DOCUMENTS)
def test_documents(language: str) -> None:
    assert len(DOCUMENTS[language]) >= 200
    assert detect(DOCUMENTS[language]) == language
    assert detect(DOCUMENTS[language] * 50) == language


@pytest.mark.parametrize("text", ["", "12345", "?!", "🎓🎓", "+++", "\n\t "])
def test_what_has_no_letters_has_no_language(text: str) -> None:
    assert script(text) is None
    assert not known_script(text)
    assert detect(text) is None
    assert detect(text, "nl") == "nl"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("学习城市是什么？", "CJK"),
        ("学習都市とはなんですか", "HIRAGANA"),
        ("Что такое обучающийся город?", "CYRILLIC"),
        ("ما هي مدينة التعلم؟", "ARABIC"),
        ("เมืองแห่งการเรียนรู้", "THAI"),
        ("학습 도시란 무엇입니까?", "HANGUL"),
        ("ꙮ ᚠᛇᚻ", "RUNIC"),
    ],
)
def test_other_scripts(text: str, name: str) -> None:
    assert script(text) == name
    assert not known_script(text)
    assert detect(text) is None
    assert detect(text, "en") == "en"


@pytest.mark.parametrize(("text", "expected"), [("Wat is Λάρισα?", "nl"), ("Τι είναι η UNESCO;", "el")])
def test_the_script_of_most_letters_counts(text: str, expected: str) -> None:
    assert known_script(text)
    assert detect(text) == expected


@pytest.mark.parametrize("text", ["Girona", "budget Girona", "UNESCO 2024"])
def test_names_alone_have_no_language(text: str) -> None:
    assert detect(text) is None
    assert detect(text, "hu") == "hu"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("És Gironában?", "hu"),  # "és" is a word of Catalan too
        ("Què és Girona?", "ca"),
        ("¿Girona?", "es"),
        ("La señora de Girona", "es"),
        ("Où, à Gérone ?", "fr"),
        ("La più grande", "it"),
    ],
)
def test_accents_decide_where_words_do_not(text: str, expected: str) -> None:
    assert detect(text) == expected


def test_where_nothing_decides_the_default_does() -> None:
    # "in" is a word of English, Dutch, German and Italian
    assert {detect("in Girona", default) for default in ("en", "nl", "de")} == {"en", "nl", "de"}


@settings(deadline=None)
@given(st.text(max_size=400), st.sampled_from([None, "en"]))
def test_any_text_has_a_language_or_none(text: str, default: str | None) -> None:
    language = detect(text, default)
    assert language is None or (len(language) in (2, 3) and language.isascii())
    assert detect(text, default) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_function_words(language: str) -> None:
    words = function_words(language)
    assert len(words) > 100
    for word in words:
        assert word == unicodedata.normalize("NFC", word.lower())
    assert function_words("xx") == frozenset()
