// Lotse widget, Apache-2.0. Built by widgets/build.py from widgets/src, sha256 d145622ee6c4470fd67fa22bde8d719029f159412889ba9e1dd6b6bdfaa309bc
function o(r,e,...t){let[s,...i]=r.split("."),n=document.createElement(s);for(let[a,c]of Object.entries({class:i.join(" "),part:i.join(" "),...e}))typeof c=="function"?n.addEventListener(a,c):c&&n.setAttribute(a,c);return n.append(...t.filter(Boolean)),n}function m(r){try{let e=new URL(r,document.baseURI);return r&&/^(https?|mailto):$/.test(e.protocol)?e.href:""}catch{return""}}var f=(r,e)=>r.split("%").join(e);var T={de:{heading:"Was davon für Sie zählt",legend:"Worum geht es Ihnen?",hint:"Wir sortieren danach. Nichts wird ausgeblendet.",all:"Alles zeigen",sorted:"Sortiert für: %.",guess:"Wir vermuten: %.",because:"Grund: ",right:"Stimmt",wrong:"Stimmt nicht",clear:"Zurücksetzen",main:"Am wichtigsten",next:"Als Nächstes",proof:"Beleg aus der Praxis",common:"Für alle im Team",near:"Nur verwandt",also:"Außerdem auf dieser Seite",why:"Warum das?",questions:"Das könnten Sie als Nächstes fragen",ask:"Fragen Sie unsere Bibliothek",placeholder:"z. B. Wie lange steht die Linie still?",send:"Fragen",found:"Das steht dazu in unserer Bibliothek",none:"Dazu steht nichts in unserer Bibliothek.",closest:"Am nächsten kommt:",person:"Fragen Sie einen Menschen:",contact:"Kontakt aufnehmen",busy:"Einen Moment …",down:"Gerade nicht erreichbar. Bitte später noch einmal versuchen.",status:"% Beiträge.",more:"Mehr anzeigen",anonymous:"Ohne Cookies und ohne Kennung. Ihre Wahl gilt nur auf dieser Seite.",known:"Mit Ihrer Einwilligung an Ihre Besuche angepasst.",withdraw:"Widerrufen",langs:{de:"auf Deutsch",en:"auf Englisch"}},en:{heading:"What matters to you in this",legend:"What matters to you?",hint:"We sort the content accordingly. Nothing is hidden.",all:"Show everything",sorted:"Sorted for: %.",guess:"We think: %.",because:"Because: ",right:"That’s right",wrong:"Not me",clear:"Clear",main:"Most important",next:"Next",proof:"Proof from practice",common:"For everyone in the team",near:"Related only",also:"Also on this page",why:"Why this?",questions:"You could ask next",ask:"Ask our library",placeholder:"e.g. How long will the line be down?",send:"Ask",found:"What our library says",none:"This is not in our library.",closest:"The closest we have:",person:"Ask a person:",contact:"Get in touch",busy:"One moment …",down:"Not available right now. Please try again later.",status:"% items.",more:"Show more",anonymous:"No cookies, no identifier. Your choice stays on this page.",known:"Adapted to your visits, with your consent.",withdraw:"Withdraw",langs:{de:"in German",en:"in English"}}},M=`blog_article|Blog|Blog
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
expert_contact|Ansprechpartner`,I=new Map(M.split(`
`).map(r=>r.split("|")).map(([r,...e])=>[r,e])),A=(r,e)=>I.get(r)?.[e==="de"?0:1]??l(r).replaceAll("_"," "),l=r=>typeof r=="string"?r.trim():"",p=r=>Array.isArray(r)?r.filter(e=>e&&/^(o|s)/.test(typeof e)):[];var g=r=>l(r.url)||l(r.passage)||l(r.document)||l(r.title);function x(r,e){let t=m(l(r.url));return t?o("a",{href:t,part:"link"},e):o("span",{},e)}function S(r,e,t){let s=l(r.lang),i=s&&s!==t,n=l(r.title)||l(r.heading)||l(r.document),a=l(r.heading),c=p(r.reasons).map(l).filter(Boolean),h=[A(r.type,t),i&&(e.langs[s]??s.toUpperCase())].filter(Boolean);return o("article.card",{part:`item item-${/^\w+$/.test(r.slot)?r.slot:"answer"}`},o("p.meta",{},r.near===!0&&o("b",{},e.near),...h.map(d=>o("span",{},d))),o("h4",{part:"title",lang:i&&s},x(r,n)),l(r.snippet)&&o("p.snippet",{lang:i&&s},l(r.snippet)),a&&a!==n&&o("p.where",{lang:i&&s},`› ${a}`),c.length>0&&o("details",{part:"why"},o("summary",{},e.why),o("ul",{},...c.map(d=>o("li",{},d)))))}var B=["main","next","proof","common"];function $(r,e,t,s){let i=n=>B.includes(n.slot)?n.slot:"next";return B.map(n=>[n,r.filter(a=>i(a)===n)]).filter(([,n])=>n.length).map(([n,a])=>o("section",{class:`group ${n}`,part:`group ${n}`},o("h3",{part:"group-title"},e[n]),o("ul",{},...a.map(c=>{let h=S(c,e,t);return s(h,c),o("li",{},h)}))))}function W(r,e){let t=l(r),s=m(/^[^\s:/@]+@[^\s/@]+$/.test(t)?`mailto:${t}`:t);return s&&o("a",{href:s,part:"contact"},s.startsWith("mailto:")?s.slice(7).split("?")[0]:e)}var b=class{#e;constructor(e,t,{ask:s,answered:i,announce:n,contact:a,watch:c}){Object.assign(this,{t:e,lang:t,ask:s,answered:i,announce:n,contact:a,watch:c}),this.input=o("input",{type:"search",id:"q",name:"q",maxlength:300,autocomplete:"off",enterkeyhint:"search",placeholder:e.placeholder}),this.questions=o("div.questions",{}),this.result=o("div.result",{}),this.node=o("form.ask",{role:"search",submit:h=>this.#n(h)},o("label",{for:"q"},e.ask),o("div.row",{},this.input,o("button",{part:"button ask-button"},e.send)),this.result,this.questions)}suggest(e){let t=i=>{this.input.value=i,this.#s(i)},s=p(e).map(l).filter(Boolean).slice(0,6).map(i=>o("li",{},o("button",{type:"button",part:"question",click:()=>t(i)},i)));this.questions.replaceChildren(...s.length?[o("h3",{},this.t.questions),o("ul",{},...s)]:[])}#n(e){e.preventDefault();let t=this.input.value.trim();t?this.#s(t):this.input.focus()}async#s(e){let{t}=this;this.#e?.abort();let{signal:s}=this.#e=new AbortController;this.result.replaceChildren(o("p",{},t.busy));try{let i=await this.ask(e,s),n=i.answer==="found",a=p(i.items);this.result.replaceChildren(...this.#t(n,a,l(i.contact))),this.announce(n?`${t.found}: ${a.length}`:t.none),this.answered(e,n?"found":"none")}catch{if(s.aborted)return;this.result.replaceChildren(o("p",{},t.down),this.#a()),this.announce(t.down)}}#t(e,t,s){let{t:i}=this,n=o("ul",{},...t.map(a=>{let c=S({...a,slot:"answer"},i,this.lang);return this.watch(c,a),o("li",{},c)}));return e&&t.length?[o("h3",{},i.found),n]:[o("p",{},o("b",{},i.none)),...t.length?[o("p",{},i.closest),n]:[],this.#a(s)]}#a(e){let t=W(this.contact()||e,this.t.contact),s=o("slot",{name:"contact"},...t?[t]:[]);return o("p.person",{},t||this.contact(!0)?`${this.t.person} `:"",s)}};var q={mode:"cors",credentials:"omit",cache:"no-store",redirect:"error",referrerPolicy:"origin"},z=r=>JSON.stringify(r),N=()=>crypto.randomUUID?.()??"10000000-1000-4000-8000-100000000000".replace(/[018]/g,r=>(r^crypto.getRandomValues(new Uint8Array(1))[0]&15>>r/4).toString(16)),k=class{constructor(e,t,s){Object.assign(this,{api:e.replace(/\/+$/,""),key:t,timeout:s})}async#e(e,t,s){let i=new AbortController,n=setTimeout(()=>i.abort(),this.timeout);s?.addEventListener("abort",()=>i.abort());try{let a=await fetch(this.api+e,{...q,...t,signal:i.signal}),c=a.ok?await a.json():null;if(!c||typeof c!="object")throw new Error(`Lotse: ${e} answered ${a.status}`);return c}finally{clearTimeout(n)}}recommend(e,t){return this.#e("/v1/recommendations",{method:"POST",body:z({key:this.key,...e})},t)}ask(e,t,s,i){let n=new URLSearchParams({q:e,lang:t,limit:4,key:this.key});return s&&n.set("role",s),this.#e(`/v1/ask?${n}`,{},i)}async consent(e,t,s){let i={key:this.key,grant:e,version:s,purposes:["personalisation","measurement"]};return t&&(i.visitor=t),l((await this.#e("/v1/consent",{method:"POST",body:z(i)})).visitor)}async events(e,t){let s=z({key:this.key,...e&&{visitor:e},events:t}),i=`${this.api}/v1/events`;try{if(!("keepalive"in Request.prototype))return navigator.sendBeacon(i,s);let n=await fetch(i,{...q,method:"POST",keepalive:!0,body:s});return n.ok||n.status<500&&n.status!==429}catch{return!1}}};var C="lotse.visitor",R=()=>navigator.globalPrivacyControl===!0||navigator.doNotTrack==="1";function E(r,e){try{return e(r==="session"?sessionStorage:localStorage)}catch{return null}}var v=class{token="";async set(e,t,s){return!(e===!0||e==="granted"||e==="session")||R()?this.#e(t,s):(this.token||=E(e,n=>n.getItem(C))||await t.consent(!0,"",s),this.token&&E(e,n=>n.setItem(C,this.token)),this.token!=="")}async#e(e,t){let s=this.token;this.token="";for(let i of["session","local"])E(i,n=>n.removeItem(C));return s&&await e.consent(!1,s,t),!1}};var u="unknown",y=class{#e="";#n=new Map;constructor(e,t){Object.assign(this,{t:e,choose:t}),this.chips=o("div.chips",{}),this.notice=o("div.notice",{}),this.node=o("fieldset.roles",{},o("legend",{},e.legend),this.chips,this.notice)}show(e,t,s){let i=p(e).map(({id:h,label:d})=>({id:l(h),label:l(d)||l(h)})).filter(({id:h})=>h&&h!==u),n=JSON.stringify(i);n!==this.#e&&this.#s(i),this.#e=n;let a=l(t?.id),c=t?.source==="declared";for(let[h,d]of this.#n)d.checked=h===u?s:c&&h===a,d.parentNode.classList.toggle("guess",!c&&h===a&&h!==u);this.#t(i.find(h=>h.id===a),c,p(t?.reasons).map(l).filter(Boolean))}message(e){this.notice.replaceChildren(e)}#s(e){this.#n.clear();let t=(s,i,n)=>{let a=o("input",{type:"radio",name:"role",value:s,change:()=>this.choose(s,n)});return this.#n.set(s,a),o("label",{class:n==="all"?"chip all":"chip",part:"role"},a,i)};this.chips.replaceChildren(...e.map(({id:s,label:i})=>t(s,i,"choice")),t(u,this.t.all,"all"))}#t(e,t,s){let{t:i}=this,n=(c,h,d)=>o("button",{type:"button",part:"button",click:()=>this.choose(h,d)},c);if(!e)return this.message(i.hint);let a=o("b",{},f(t?i.sorted:i.guess,e.label));return t?this.notice.replaceChildren(a,n(i.clear,u,"clear")):this.notice.replaceChildren(a,s.length?`${i.because}${s.join("; ")}`:"",n(i.right,e.id,"confirm"),n(i.wrong,u,"clear"))}};var P=`
:host { display: block }
.frame { display: flow-root }
:host([hidden]) { display: none !important }
.panel {
  --accent: var(--lotse-accent, light-dark(#0a5aa8, #86bdf5));
  --on-accent: var(--lotse-on-accent, light-dark(#fff, #0c1722));
  --ink: var(--lotse-ink, light-dark(#17212b, #e8eef4));
  --soft: var(--lotse-soft, light-dark(#52606d, #a3b1bf));
  --surface: var(--lotse-surface, light-dark(#fff, #141c25));
  --tint: var(--lotse-tint, light-dark(#f3f6f9, #1c2733));
  --line: var(--lotse-line, light-dark(#d5dde5, #33414f));
  --radius: var(--lotse-radius, 12px);
  all: initial;
  box-sizing: border-box;
  display: block;
  position: relative;
  container-type: inline-size;
  color-scheme: inherit;
  padding: var(--lotse-padding, 1.25em);
  font: var(--lotse-font-size, max(1rem, 14px))/1.5 sans-serif;
  font-family: var(--lotse-font, inherit);
  color: var(--ink);
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: var(--radius);
  overflow-wrap: anywhere;
}
:host([theme=light]) .panel { color-scheme: light }
:host([theme=dark]) .panel { color-scheme: dark }
.panel *, .panel ::before, .panel ::after { box-sizing: border-box }
.panel.clip { overflow: auto }
h2, h3, h4, p, ul, fieldset { margin: 0; padding: 0; border: 0; min-inline-size: 0 }
ul { list-style: none }
h2 { display: flex; align-items: center; gap: .55em; font-size: 1.25em; line-height: 1.25; font-weight: 700; letter-spacing: -.01em; text-wrap: balance }
h2::before { content: ""; flex: none; inline-size: .8em; block-size: .8em; border: 1px solid var(--line); border-radius: 2px;
  background: linear-gradient(90deg, #fff 50%, var(--lotse-mark, #d6283b) 50%) }
h3 { margin-block-end: .6em; font-size: .88em; font-weight: 600; color: var(--soft) }
h4 { font-size: 1em; line-height: 1.35; font-weight: 650; text-wrap: pretty }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px }
a:hover { text-decoration-thickness: 2px }
button, input { font: inherit; color: inherit; margin: 0 }
button { cursor: pointer; border: 1px solid var(--line); border-radius: 99px; background: none; padding: .35em .9em; min-block-size: 32px }
button:hover { border-color: var(--accent); color: var(--accent) }
:focus-visible, .chip:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px }
.roles { margin-block-start: 1em }
legend { padding: 0; margin-block-end: .5em; font-weight: 600; font-size: .94em }
.chips { display: flex; flex-wrap: wrap; gap: .4em }
.chip { position: relative; display: inline-flex; align-items: center; min-block-size: 28px; padding: .15em .75em; font-size: .82em; line-height: 1.3;
  border: 1px solid var(--line); border-radius: 99px; cursor: pointer; background: var(--surface) }
.chip:hover { border-color: var(--accent) }
.chip input { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; opacity: 0; cursor: pointer }
.chip:has(:checked) { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600 }
.chip.guess { border: 1px dashed var(--accent); color: var(--accent) }
.chip.all { border-style: dotted; color: var(--soft) }
.chip.all:has(:checked) { border-style: solid; color: var(--on-accent) }
.notice { display: flex; flex-wrap: wrap; align-items: center; gap: .3em .6em; min-block-size: 36px; margin-block: .6em 1.1em; font-size: .88em; color: var(--soft) }
.notice b { font-weight: 600; color: var(--ink) }
.notice button { font-size: .95em; padding: .1em .75em }
.lists { display: flex; flex-wrap: wrap; gap: 1.4em }
.group { flex: 1 1 100%; display: flex; flex-direction: column }
.group ul { flex: 1; display: grid; gap: .75em; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15em), 1fr)) }
.card { position: relative; display: flex; flex-direction: column; gap: .3em; block-size: 100%; padding: .9em 1em; border: 1px solid var(--line);
  border-radius: calc(var(--radius) - 3px); background: var(--surface); transition: border-color .15s, box-shadow .15s }
.card:has(a):hover { border-color: var(--accent); box-shadow: 0 2px 10px #0000001a }
.card a { color: inherit; text-decoration: none }
.card a:hover { color: var(--accent); text-decoration: underline }
.card a::after { content: ""; position: absolute; inset: 0; border-radius: inherit }
.meta { display: flex; flex-wrap: wrap; gap: .2em .7em; font-size: .78em; color: var(--soft) }
.meta ::first-letter { text-transform: uppercase }
.meta b { font-weight: 600; color: var(--accent) }
.snippet { font-size: .94em }
.where { font-size: .8em; color: var(--soft) }
.main .card { padding: 1.1em 1.2em; background: var(--tint); border-inline-start: 4px solid var(--accent) }
.main .snippet { font-size: 1.1em; line-height: 1.5 }
.main h4 { font-size: .98em }
.main .card > .snippet { order: -1 }
.main .card > .meta { order: -2 }
details { position: relative; font-size: .82em; color: var(--soft) }
.card details { margin-block-start: auto; padding-block-start: .2em; align-self: start }
summary { cursor: pointer; display: inline-block; min-block-size: 24px; line-height: 24px }
summary::before { content: "+"; display: inline-block; inline-size: 1em; font-weight: 700 }
[open] > summary::before { content: "–" }
summary:hover { color: var(--accent) }
details li { padding-inline-start: 1em }
.ask { margin-block-start: 1.5em; padding: 1em 1.1em 1.1em; background: var(--tint); border-radius: calc(var(--radius) - 3px) }
.ask label { display: block; margin-block-end: .5em; font-weight: 600; font-size: .94em }
.row { display: flex; gap: .5em }
.row input { flex: 1; min-inline-size: 0; min-block-size: 42px; padding: .4em .8em; color: var(--ink); background: var(--surface); border: 1px solid var(--soft); border-radius: 8px }
.row input::placeholder { color: var(--soft); opacity: 1 }
.row button { padding-inline: 1.1em; border-radius: 8px; border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600 }
.row button:hover { color: var(--on-accent); filter: brightness(1.1) }
.questions { margin-block-start: .9em }
.questions h3, .result h3 { margin-block-end: .5em }
.questions ul { display: flex; flex-wrap: wrap; gap: .4em }
.questions button { text-align: start; font-size: .86em; line-height: 1.35; border-radius: 16px; background: var(--surface) }
.result { margin-block-start: 1em }
.result ul { display: grid; gap: .6em }
.result > p { margin-block-end: .5em }
.person { margin-block: .8em 0 }
.also { margin-block-start: 1.2em; font-size: .9em }
.also li { margin-block: .3em; padding: 0 }
.also ::slotted(:not([slot])) { margin-block: .4em }
.foot { display: flex; flex-wrap: wrap; gap: .2em .8em; align-items: center; margin-block-start: 1.2em; font-size: .78em; color: var(--soft) }
.foot button { padding: 0 .6em; min-block-size: 24px }
.busy .lists { opacity: .55 }
.more { display: none; position: sticky; inset-block-end: 0; inline-size: 100%; margin-block-start: .6em; background: var(--surface); border-color: var(--accent);
  color: var(--accent); font-weight: 600; box-shadow: 0 -12px 18px var(--surface) }
.clip .more { display: block }
.slim { padding: 0; border: 0 }
.slim .more { position: absolute; inset: 0; min-block-size: 0; margin: 0; padding: 0 }
.quiet { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@container (min-width: 620px) {
  .group.proof, .group.common { flex: 1 1 40% }
  h2 { font-size: 1.4em }
  .chip { min-block-size: 32px; font-size: .88em }
}
@media (prefers-reduced-motion: no-preference) {
  .lists { transition: opacity .15s }
  .fresh .card { animation: rise .28s }
  @keyframes rise { from { transform: translateY(6px) } }
}
@media (forced-colors: active) { .chip:has(:checked) { outline: 2px solid Highlight } }
`,L=new CSSStyleSheet;L.replaceSync(P);var D=1e3,j=2e3,H=30*60*1e3,U=200,F=/^https?:\/\/([\w-]+\.)*(google|bing|duckduckgo|ecosia|yahoo|startpage|qwant|brave|kagi)\.[a-z.]+\//,w=class{#e=[];#n=0;#s=new Map;#t=0;#a=0;#r=!1;constructor(e,t,s){Object.assign(this,{client:e,visitor:t,page:s}),this.observer=new IntersectionObserver(i=>i.forEach(n=>this.#l(n)),{threshold:.5})}start(e){this.#t=Date.now(),document.addEventListener("visibilitychange",()=>this.#i(),{signal:e}),addEventListener("pagehide",()=>this.#c(),{signal:e}),addEventListener("pageshow",t=>this.#h(t),{signal:e}),document.addEventListener("click",t=>{this.#r=!!t.target.closest?.("a[href]")},{signal:e})}add(e,{item:t={},decision:s,value:i=1,properties:n={}},a=!1){let{document:c,passage:h,slot:d}=t,O={id:N(),type:e,at:new Date().toISOString(),decision:s,document:c,passage:h,slot:d,value:i,properties:n};this.#e=[...this.#e,O].slice(-U),a?this.flush():this.#n||=setTimeout(()=>this.flush(),j)}take(){return this.#e.splice(0,50)}restore(e){this.#e.unshift(...e)}async flush(){clearTimeout(this.#n),this.#n=0;let e=this.take();e.length&&!await this.client().events(this.visitor(),e)&&this.restore(e)}watch(e,t,s){this.#s.set(e,{item:t,decision:s}),this.observer.observe(e);let i=n=>{!n.target.closest("a")||n.button>1||(this.#r=!0,this.add("click",{item:t,decision:s},!0))};e.addEventListener("click",i),e.addEventListener("auxclick",i)}clear(){this.observer.disconnect();for(let{timer:e}of this.#s.values())clearTimeout(e);this.#s.clear()}#l({target:e,intersectionRatio:t}){let s=this.#s.get(e);s&&(clearTimeout(s.timer),!(t<.5)&&(s.timer=setTimeout(()=>{document.visibilityState==="visible"&&(this.observer.unobserve(e),this.#s.delete(e),this.add("impression",s))},D)))}#i(){document.visibilityState==="visible"?this.#t=Date.now():this.#c()}#c(){this.#a=Date.now();let e=(this.#a-this.#t)/1e3;this.visitor()&&this.page()&&this.#t&&e>=1&&this.add("dwell",{item:{document:this.page()},value:Math.round(e)}),this.#t=0,this.flush()}#h({persisted:e}){if(!e)return;let t=Date.now()-this.#a;this.#t=Date.now(),this.visitor()&&!this.#r&&t<H&&F.test(document.referrer)&&this.add("search_return",{item:{document:this.page()},value:Math.round(t/1e3)},!0),this.#r=!1}};var G=12,V=120,_=class extends HTMLElement{static observedAttributes=["api","key","lang","document","audience","slots","consent"];#e;#n=new CSSStyleSheet;#s=new v;#t=new w(()=>this.#p(),()=>this.#s.token,()=>this.#o("document"));#a=new Map;#r;#l=!1;#i;#c="";#h=!1;#f;#d;connectedCallback(){this.#d=new AbortController,this.#e??=this.attachShadow({mode:"closed"}),this.#w(),this.#e.adoptedStyleSheets=[L,this.#n],this.#t.start(this.#d.signal),document.addEventListener("lotse-role",e=>this.#C(e),this.#d),this.#k()}disconnectedCallback(){this.#d.abort(),this.#f?.abort(),this.#t.clear()}attributeChangedCallback(e,t,s){t!==s&&(e==="audience"&&(this.#r=void 0),e==="lang"&&(this.#i=void 0),this.isConnected&&this.#k())}async consent(e){let t=this.#s.token;try{await this.#s.set(e,this.#p(),this.#o("consent-version")||"1")}catch{}return this.#i&&t!==this.#s.token&&this.#u(),this.#s.token!==""}#o(e){return l(this.getAttribute(e))}get#b(){return l(this.closest("[lang]")?.lang).toLowerCase().startsWith("de")?"de":"en"}#p(e=Number(this.#o("timeout"))||1500){return new k(this.#o("api")||location.origin,this.#o("key"),e)}#k(){this.#h||(this.#h=!0,queueMicrotask(()=>{this.#h=!1;let e=this.#o("consent");e&&this.consent(e),this.#u()}))}#w(){this.#i=void 0;let e=document.createElement("slot");e.name="contact",this.#e.replaceChildren(document.createElement("slot"),e)}#x(e){let t={document:this.#o("document")||void 0},s={lang:this.#b,slots:this.#l?G:Number(this.#o("slots"))||void 0,page:t};return s.role=this.#r??(this.#o("audience")||void 0),s.document=this.#o("scope")||void 0,e.length&&(s.events=e),this.#s.token?(Object.assign(t,{url:location.origin+location.pathname,title:document.title}),{...s,visitor:this.#s.token,referrer:document.referrer||void 0}):s}async#u(){this.#f?.abort();let{signal:e}=this.#f=new AbortController,t=this.#t.take();this.#i?.panel.classList.add("busy");try{let s=await this.#p().recommend(this.#x(t),e);if(!Array.isArray(s.items)||e.aborted)throw new Error("Lotse: no items");this.#L(s),this.#g("lotse-answer",{decision:l(s.decision),role:l(s.visitor?.role?.id)||u})}catch{this.#t.restore(t),e.aborted||this.#S()}}#S(){this.#g("lotse-fallback",{}),this.#i&&(this.#i.panel.classList.remove("busy"),this.#i.roles.message(this.#i.t.down),this.#i.status.textContent=this.#i.t.down)}#g(e,t){this.dispatchEvent(new CustomEvent(e,{bubbles:!0,detail:t}))}#z(e,t){let s=this.#r??this.#o("audience");this.#r=e,this.#l=t==="all",this.#m(),this.#t.add("role",{decision:this.#i.decision,properties:{role:e,previous:s,how:t}}),this.#g("lotse-role",{role:e,everything:this.#l}),this.#u()}#C({target:e,detail:t}){e===this||e.localName!==this.localName||(this.#r=t.role,this.#l=t.everything,this.#u())}#E(){let e=this.#b,t=T[e],s={t,lang:e,lists:o("div.lists",{}),status:o("p.quiet",{role:"status"})};return s.roles=new y(t,(i,n)=>this.#z(i,n)),s.ask=new b(t,e,{ask:(i,n)=>this.#p(5e3).ask(i,e,this.#r??this.#o("audience"),n),answered:(i,n)=>this.#t.add("question",{decision:s.decision,value:+(n==="found"),properties:{query:i,answer:n}}),announce:i=>{s.status.textContent=i},contact:i=>i?this.querySelector("[slot=contact]"):this.#o("contact"),watch:(i,n)=>this.#t.watch(i,n,s.decision)}),s.earlier=o("ul"),s.also=o("details.also",{},o("summary",{},t.also),s.earlier,o("slot")),s.foot=o("p.foot",{}),s.panel=o("section.panel",{"aria-labelledby":"h",click:()=>this.#m(),keyup:()=>this.#m()},o("h2",{id:"h",part:"heading"},this.#o("heading")||t.heading),s.roles.node,s.lists,s.ask.node,s.also,s.foot,s.status,o("button",{type:"button",class:"more",part:"more"},t.more)),s}#L(e){let t=!this.#i?.panel.isConnected,s=this.offsetHeight,i=this.#v(),n=this.#i??=this.#E(),a=p(e.items).filter(g);n.decision=l(e.decision)||void 0,n.panel.classList.remove("busy"),n.roles.show(e.roles,e.visitor?.role,this.#l),this.#t.clear(),n.lists.replaceChildren(...$(a,n.t,n.lang,(c,h)=>this.#t.watch(c,h,n.decision))),n.ask.suggest(e.questions),this.#_(n,a),this.#T(n),t?(this.#e.replaceChildren(o("div.frame",{},n.panel)),this.#A(s,i)):(n.lists.classList.add("fresh"),n.status.textContent=`${f(n.t.status,a.length)} ${n.roles.notice.firstChild.textContent}`)}#_(e,t){let s=new Set(t.map(g));e.earlier.replaceChildren(...[...this.#a].filter(([i])=>!s.has(i)).map(([,i])=>o("li",{},x(i,l(i.title)||l(i.heading))))),t.forEach(i=>this.#a.set(g(i),i)),e.also.hidden=!e.earlier.childElementCount&&!this.childElementCount,this.#l&&(e.also.open=!0)}#T({t:e,foot:t}){let s=this.#s.token!=="";t.replaceChildren(s?e.known:e.anonymous,...s?[o("button",{type:"button",part:"button",click:()=>this.consent(!1)},e.withdraw)]:[])}#v(){let e=this.nextElementSibling,t=e?e.getBoundingClientRect().top:this.parentElement?.getBoundingClientRect().bottom;return[this.getBoundingClientRect().top,t??0]}#y(e){return this.#n.replaceSync(`.panel { block-size: ${e}px }`),this.offsetHeight}#A(e,[t,s]){if(!e)return;let{classList:i}=this.#i.panel,n=this.offsetHeight>e+1&&t<innerHeight&&t+e>0;i.toggle("clip",n),i.toggle("slim",n&&e<V);let a=Math.max(0,2*e-this.#y(e));this.#y(a);let[c,h]=this.#v();this.#c=`min-block-size: ${a}px; margin-block: ${t-c}px ${s-h-(t-c)}px`,this.#n.replaceSync(`.panel { ${this.#c}; ${n?`block-size: ${a}px`:""} }`),n&&this.#B()}#B(){let e=new IntersectionObserver(([t])=>{t.isIntersecting||!this.#i||(e.disconnect(),t.boundingClientRect.top>0&&this.#m())});e.observe(this)}#m(){let e=this.#i?.panel;if(!e?.classList.contains("clip"))return;let t=e.scrollTop;e.classList.remove("clip","slim"),this.#n.replaceSync(`.panel { ${this.#c} }`),t&&scrollBy({top:t,behavior:"instant"})}};"adoptedStyleSheets"in Document.prototype&&!customElements.get("lotse-guide")&&customElements.define("lotse-guide",_);
