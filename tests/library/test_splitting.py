"""Passages: addressed by heading, of sensible length, without overlap and without loss."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.library.sections import Block, Section
from engine.library.splitting import TARGET_WORDS, split

_words = st.lists(
    st.sampled_from(
        [
            "Pumpe",
            "kühlt",
            "Wasser",
            "am",
            "Tag.",
            "Die",
            "Nr.",
            "5",
            "ist",
            "12",
            "kW",
            "stark!",
            "Warum?",
            "So.",
        ]
    ),
    max_size=300,
)
_blocks = st.builds(
    Block, st.sampled_from(["text", "item", "row", "code"]), _words.map(" ".join).filter(bool)
)
_sections = st.lists(
    st.builds(
        Section,
        st.integers(1, 6),
        st.sampled_from(["A", "B", "C (2)", "A~2", "Was kostet es?"]),
        st.lists(_blocks, max_size=4),
    ),
    max_size=6,
)


def _section(level: int, heading: str, *texts: str) -> Section:
    return Section(level, heading, [Block("text", text) for text in texts])


LONG = "Dieser Satz hat genug Wörter, damit der Abschnitt nicht als winzig gilt und allein stehen bleibt."


@settings(max_examples=60, deadline=None)
@given(_sections)
def test_nothing_is_lost_doubled_or_too_long(sections: list[Section]) -> None:
    wanted = [word for section in sections for block in section.blocks for word in block.text.split()]
    passages = split("a.md", "Titel", "de", sections)
    found = [word for passage in passages for word in passage.text.split()]
    headings = {f"{section.heading.rstrip(':')}:" for section in sections}
    # A tiny section that joined another keeps its heading as "Heading: ..."; everything else is the text itself.
    joined = " ".join(found)
    for heading in headings:
        joined = joined.replace(f"{heading} ", "")
    plain = " ".join(wanted)
    for heading in headings:
        plain = plain.replace(f"{heading} ", "")
    assert joined == plain
    assert len({passage.id for passage in passages}) == len(passages)
    assert all(len(passage.text.split()) <= TARGET_WORDS for passage in passages)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))


@settings(max_examples=60, deadline=None)
@given(_sections)
def test_sentences_joined_by_white_space_are_the_text(sections: list[Section]) -> None:
    for passage in split("a.md", "Titel", "de", sections):
        assert " ".join(" ".join(passage.sentences).split()) == " ".join(passage.text.split())
        assert passage.heading_path[0] == "Titel"
        assert passage.heading_path[-1] == passage.heading


def test_text_before_the_first_heading_is_addressed_by_the_title() -> None:
    passages = split("a.md", "Preise", "de", [_section(0, "", LONG), _section(2, "Miete", LONG)])
    assert [p.section for p in passages] == ["a.md#Preise", "a.md#Miete"]
    assert passages[1].heading_path == ("Preise", "Miete")


def test_a_first_heading_equal_to_the_title_does_not_make_a_level_of_its_own() -> None:
    passages = split("a.md", "Preise", "de", [_section(1, "Preise", LONG), _section(2, "Miete", LONG)])
    assert [p.heading_path for p in passages] == [("Preise",), ("Preise", "Miete")]


def test_the_same_heading_twice_gets_a_number() -> None:
    sections = [_section(2, "Kosten", LONG), _section(2, "Nutzen", LONG), _section(2, "Kosten", LONG)]
    assert [p.section for p in split("a.md", "T", "de", sections)] == [
        "a.md#Kosten",
        "a.md#Nutzen",
        "a.md#Kosten (2)",
    ]


def test_long_sections_are_cut_into_parts_that_share_their_address() -> None:
    passages = split("a.md", "T", "de", [_section(2, "Lang", *[LONG] * 40)])
    assert len(passages) > 1
    assert {p.section for p in passages} == {"a.md#Lang"}
    assert [p.id for p in passages][:2] == ["a.md#Lang", "a.md#Lang~2"]
    lengths = [len(p.text.split()) for p in passages]
    assert min(lengths) > TARGET_WORDS / 2


def test_tiny_sections_join_a_sibling_but_answers_and_numbers_stand_alone() -> None:
    sections = [
        _section(2, "Hinweis", "Bitte lesen."),
        _section(2, "Ablauf", LONG),
        _section(2, "Preis", "500 € im Monat."),
        _section(2, "Gibt es Rabatt?", "Nein."),
    ]
    passages = split("a.md", "T", "de", sections)
    assert [p.heading for p in passages] == ["Ablauf", "Preis", "Gibt es Rabatt?"]
    assert passages[0].text.startswith("Hinweis: Bitte lesen.")


def test_lines_of_lists_and_tables_are_sentences_of_their_own() -> None:
    blocks = [
        Block("text", "Im Paket sind:"),
        Block("item", "Pumpe"),
        Block("item", "Schlauch"),
        Block("row", "Preis: 5. Stück: 3"),
    ]
    passage = split("a.md", "T", "de", [Section(2, "Umfang", blocks)])[0]
    assert passage.sentences == ("Im Paket sind:", "Pumpe", "Schlauch", "Preis: 5. Stück: 3")
    assert passage.text == "Im Paket sind:\n\nPumpe\nSchlauch\nPreis: 5. Stück: 3"


def test_pages_of_a_pdf_are_addressed_by_number() -> None:
    sections = [
        Section(1, "Eins", [Block("text", LONG)], 1),
        Section(1, "Zwei", [Block("text", LONG)], 1),
        Section(1, "Zwei", [Block("text", LONG)], 2),
    ]
    passages = split("a.pdf", "T", "de", sections)
    assert [p.id for p in passages] == ["a.pdf#page=1", "a.pdf#page=1~2", "a.pdf#page=2"]
    assert [p.heading for p in passages] == ["Eins", "Zwei", "Zwei"]
