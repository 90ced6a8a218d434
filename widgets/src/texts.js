/** All words the widget says itself, German and English. */

export const TEXTS = {
  de: {
    heading: 'Was davon für Sie zählt',
    legend: 'Worum geht es Ihnen?',
    hint: 'Wir sortieren danach. Nichts wird ausgeblendet.',
    all: 'Alles zeigen',
    sorted: 'Sortiert für: %.',
    guess: 'Wir vermuten: %.',
    because: 'Grund: ',
    right: 'Stimmt',
    wrong: 'Stimmt nicht',
    clear: 'Zurücksetzen',
    main: 'Am wichtigsten',
    next: 'Als Nächstes',
    proof: 'Beleg aus der Praxis',
    common: 'Für alle im Team',
    near: 'Nur verwandt',
    also: 'Außerdem auf dieser Seite',
    why: 'Warum das?',
    questions: 'Das könnten Sie als Nächstes fragen',
    ask: 'Fragen Sie unsere Bibliothek',
    placeholder: 'Ihre Frage',
    send: 'Fragen',
    found: 'Das steht dazu in unserer Bibliothek',
    none: 'Dazu steht nichts in unserer Bibliothek.',
    closest: 'Am nächsten kommt:',
    person: 'Fragen Sie einen Menschen:',
    contact: 'Kontakt aufnehmen',
    busy: 'Einen Moment …',
    down: 'Gerade nicht erreichbar. Bitte später noch einmal versuchen.',
    status: '% Beiträge.',
    more: 'Mehr anzeigen',
    anonymous: 'Ohne Cookies und ohne Kennung. Ihre Wahl gilt nur auf dieser Seite.',
    known: 'Mit Ihrer Einwilligung an Ihre Besuche angepasst.',
    withdraw: 'Widerrufen',
    langs: { de: 'auf Deutsch', en: 'auf Englisch' },
  },
  en: {
    heading: 'What matters to you in this',
    legend: 'What matters to you?',
    hint: 'We sort the content accordingly. Nothing is hidden.',
    all: 'Show everything',
    sorted: 'Sorted for: %.',
    guess: 'We think: %.',
    because: 'Because: ',
    right: 'That’s right',
    wrong: 'Not me',
    clear: 'Clear',
    main: 'Most important',
    next: 'Next',
    proof: 'Proof from practice',
    common: 'For everyone in the team',
    near: 'Related only',
    also: 'Also on this page',
    why: 'Why this?',
    questions: 'You could ask next',
    ask: 'Ask our library',
    placeholder: 'Your question',
    send: 'Ask',
    found: 'What our library says',
    none: 'This is not in our library.',
    closest: 'The closest we have:',
    person: 'Ask a person:',
    contact: 'Get in touch',
    busy: 'One moment …',
    down: 'Not available right now. Please try again later.',
    status: '% items.',
    more: 'Show more',
    anonymous: 'No cookies, no identifier. Your choice stays on this page.',
    known: 'Adapted to your visits, with your consent.',
    withdraw: 'Withdraw',
    langs: { de: 'in German', en: 'in English' },
  },
};

/** Content types: id, German, English where the id itself does not say it. */
const TYPES = `blog_article|Blog|Blog
trade_article|Fachartikel
research_study|Studie
infographic|Infografik
short_video|Video|Video
podcast|Podcast
checklist|Checkliste
white_paper|White Paper
ebook_guide|Leitfaden|Guide
webinar|Webinar
self_assessment|Selbsttest
buyers_guide|Einkaufsratgeber|Buyer’s guide
spec_template|Lastenheft
data_sheet|Datenblatt
cad_technical_docs|Technische Unterlagen|Technical documents
product_page|Produktseite
demo_trial|Vorführung|Demo
case_study|Anwenderbericht
user_review|Anwenderstimme
roi_tco_calculator|Rechner|Calculator
price_information|Preise|Prices
compliance_pack|Nachweise
implementation_plan|Einführungsplan
training_offer|Schulung|Training
handon_brochure|Broschüre|Brochure
manual_support|Handbuch|Manual
service_upgrade|Service|Service
expert_contact|Ansprechpartner`;

const TYPE_LABELS = new Map(TYPES.split('\n').map((row) => row.split('|')).map(([id, ...labels]) => [id, labels]));

/** Label of a content type for people. */
export const typeLabel = (id, lang) => TYPE_LABELS.get(id)?.[lang === 'de' ? 0 : 1] ?? text(id).replaceAll('_', ' ');

/** A string from an API field, whatever came; anything but a string is empty. */
export const text = (value) => (typeof value === 'string' ? value.trim() : '');

/** A list from an API field, whatever came; entries that are not objects or strings are dropped. */
export const list = (value) => (Array.isArray(value) ? value.filter((entry) => entry && /^(o|s)/.test(typeof entry)) : []);
