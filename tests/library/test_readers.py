"""Each reader on small real files: headings, lists, tables, and nothing that is not content."""

from __future__ import annotations

import pytest

from engine.library.models import Document
from tests.library import samples
from tests.library.conftest import Reader


def _texts(document: Document) -> dict[str, list[str]]:
    return {passage.heading: list(passage.sentences) for passage in document.passages}


MARKDOWN = """# Kühlung {#top}

Ein Absatz mit **fettem** Wort, [einem Verweis](../weg.md) und ![Bild](b.png) von <b>heute</b>. Zweiter Satz mit `Code`.

<!-- ein Kommentar
über zwei Zeilen -->
## Umfang{#umfang}

* Pumpe mit Motor und Steuerung
  * Dichtung aus Gummi
1. Schaltschrank mit Klimagerät

| Paket | Preis |
|---|---|
| Basis | 500 € |
| Plus | 900 € |

## Hinweise

>[!NOTE]
>
>Nur {{< glossary_tooltip text="Fachleute" term_id="x" >}} dürfen die [!DNL Steuerung] öffnen. {{% alert %}}

{% include nav.html %}
Eine Fußnote[^1] stört hier nicht weiter, auch wenn der Satz dafür etwas länger wird.

```shell
kubectl get nodes {{ bleibt }}
```

+++ Wie lange dauert die Lieferung?

Zwei Wochen nach Bestellung.

+++

<table><tr><th>Größe</th><th>Wert</th></tr><tr><td>Druck</td><td>6 bar</td></tr></table>
"""


def test_markdown_reads_cleanly(read: Reader) -> None:
    document = read({"a.md": MARKDOWN}).documents[0]
    assert document.title == "Kühlung"
    assert _texts(document) == {
        "Kühlung": ["Ein Absatz mit fettem Wort, einem Verweis und von heute.", "Zweiter Satz mit Code."],
        "Umfang": [
            "Pumpe mit Motor und Steuerung",
            "Dichtung aus Gummi",
            "Schaltschrank mit Klimagerät",
            "Basis: Preis 500 €",
            "Plus: Preis 900 €",
        ],
        "Hinweise": [
            "Nur Fachleute dürfen die Steuerung öffnen.",
            "Eine Fußnote stört hier nicht weiter, auch wenn der Satz dafür etwas länger wird.",
            "kubectl get nodes {{ bleibt }}",
        ],
        "Wie lange dauert die Lieferung?": ["Zwei Wochen nach Bestellung.", "Druck: 6 bar"],
    }


HTML = """<!doctype html><html lang="de"><head><title>Ratgeber Kühlung | Muster GmbH</title>
<meta name="lotse:roles" content="finance, technical"><meta name="lotse:audience" content="public">
<meta name="description" content="Worauf es ankommt"><link rel="alternate" hreflang="en" href="/en/guide">
<style>p{}</style><script>var boese = 1</script></head><body>
<header><nav><a href="/">Start</a></nav><p>Claim der Firma</p></header>
<div id="cookie-banner"><p>Wir nutzen Cookies.</p><button>Zustimmen</button></div>
<main><header><h1>Ratgeber Kühlung</h1></header>
<p>Wasser ist ein guter<br>Wärmeträger.<span hidden>unsichtbar</span> Luft ist es nicht, und das seit jeher.</p>
<h2>Fragen <em>und</em> Antworten</h2>
<dl><dt>Kosten</dt><dd>500 € im Monat</dd></dl>
<ul><li>erstens</li><li>zweitens <b>fett</b></li></ul>
<table><thead><tr><th>Jahr</th><th>Menge</th></tr></thead><tbody><tr><td>2025</td><td>12 t</td></tr></tbody></table>
<p style="display:none">geheim</p><aside>Werbung</aside>
<form><label>Ihre E-Mail</label><input></form>
</main><footer>Impressum</footer></body></html>"""


def test_html_gives_the_content_and_leaves_the_furniture(read: Reader) -> None:
    library = read({"a.html": HTML})
    document = library.documents[0]
    assert (document.title, document.lang, document.roles) == (
        "Ratgeber Kühlung",
        "de",
        ("finance", "technical"),
    )
    assert document.summary == "Worauf es ankommt"
    assert _texts(document) == {
        "Ratgeber Kühlung": [
            "Wasser ist ein guter",
            "Wärmeträger.",
            "Luft ist es nicht, und das seit jeher.",
        ],
        "Fragen und Antworten": [
            "Kosten: 500 € im Monat",
            "erstens",
            "zweitens fett",
            "Jahr 2025: Menge 12 t",
        ],
    }
    assert ("/en/guide", "alternate") in {(link.target, link.kind) for link in library.links["a.html"]}


@pytest.mark.parametrize(
    "attribute",
    [
        'class="site-nav"',
        'id="CookieConsent"',
        'role="navigation"',
        'aria-hidden="true"',
        'class="breadcrumbs"',
        'style="DISPLAY : none"',
        "hidden",
        'class="gdpr-notice"',
    ],
)
def test_boilerplate_is_recognised_by_role_name_and_style(read: Reader, attribute: str) -> None:
    page = f"<body><h1>Titel</h1><p>Der Inhalt der Seite bleibt.</p><div {attribute}><p>WEG</p></div></body>"
    assert "WEG" not in read({"a.html": page}).documents[0].passages[0].text


def test_a_page_about_cookies_and_navigation_keeps_its_text(read: Reader) -> None:
    page = (
        "<main><h1>Navigation von Robotern</h1>"
        '<div class="navigation-von-robotern-im-lager" id="cookies"><p>Inhalt bleibt.</p></div>'
    )
    assert "Inhalt bleibt." in read({"a.html": page}).documents[0].passages[0].text


def test_word_gives_title_headings_lists_and_tables(read: Reader) -> None:
    document = read({"a.docx": samples.word()}).documents[0]
    assert (document.title, document.lang) == ("Datenblatt K7", "de")
    assert _texts(document) == {
        "Leistung": [
            "Die Pumpe fördert bis zu 30 m³/h.",
            "Sie läuft ohne Aufsicht und meldet jede Störung selbst.",
        ],
        "Umfang": [
            "Pumpe mit Motor",
            "Schaltschrank",
            "Handbuch auf Deutsch",
            "Basis: Preis 500 €",
            "Plus: Preis 900 €",
        ],
    }


def test_pdf_gives_pages_headings_whole_words_and_no_running_lines(read: Reader) -> None:
    document = read({"a.pdf": samples.simple_pdf()}).documents[0]
    assert document.title == "Fallstudie Molkerei Nord"
    assert [(p.section, p.heading, p.page) for p in document.passages] == [
        ("a.pdf#page=1", "Ausgangslage", 1),
        ("a.pdf#page=2", "Lösung", 2),
        ("a.pdf#page=3", "Ergebnis", 3),
    ]
    assert (
        document.passages[1].text
        == "Im Abschnitt 2 steht, was die Kühlwasserversorgung der Molkerei leistet und kostet."
    )


def test_plain_text_keeps_paragraphs_and_list_lines(read: Reader) -> None:
    document = read(
        {"preis-liste_de.txt": "Erster Absatz\nüber zwei Zeilen.\n\n- Pumpe\n- Rohr\n\n1. Schritt mit 3 kW\n"}
    ).documents[0]
    assert (document.title, document.lang) == ("preis liste", "de")
    assert document.passages[0].sentences == (
        "Erster Absatz über zwei Zeilen.",
        "Pumpe",
        "Rohr",
        "Schritt mit 3 kW",
    )
