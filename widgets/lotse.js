// Lotse widget, Apache-2.0. Built by widgets/build.py from widgets/src, sha256 f46ae6b999364eb425baff624d0e8f85814077cd31392a19f8552e701793b29f
function o(r,e,...t){let[i,...s]=r.split("."),n=document.createElement(i);for(let[a,c]of Object.entries({class:s.join(" "),part:s.join(" "),...e}))typeof c=="function"?n.addEventListener(a,c):c&&n.setAttribute(a,c);return n.append(...t.filter(Boolean)),n}function m(r){try{let e=new URL(r,document.baseURI);return r&&/^(https?|mailto):$/.test(e.protocol)?e.href:""}catch{return""}}var f=(r,e)=>r.split("%").join(e);var _={de:{heading:"Was davon für Sie zählt",legend:"Worum geht es Ihnen?",hint:"Wir sortieren danach. Nichts wird ausgeblendet.",all:"Alles zeigen",sorted:"Sortiert für: %.",guess:"Wir vermuten: %.",because:"Grund: ",right:"Stimmt",wrong:"Stimmt nicht",clear:"Zurücksetzen",main:"Am wichtigsten",next:"Als Nächstes",proof:"Beleg aus der Praxis",common:"Für alle im Team",near:"Nur verwandt",also:"Außerdem auf dieser Seite",why:"Warum das?",questions:"Das könnten Sie als Nächstes fragen",ask:"Fragen Sie unsere Bibliothek",placeholder:"z. B. Wie lange steht die Linie still?",send:"Fragen",found:"Das steht dazu in unserer Bibliothek",none:"Dazu steht nichts in unserer Bibliothek.",closest:"Am nächsten kommt:",person:"Fragen Sie einen Menschen:",contact:"Kontakt aufnehmen",busy:"Einen Moment …",down:"Gerade nicht erreichbar. Bitte später noch einmal versuchen.",status:"% Beiträge.",more:"Mehr anzeigen",anonymous:"Ohne Cookies und ohne Kennung. Ihre Wahl gilt nur auf dieser Seite.",known:"Mit Ihrer Einwilligung an Ihre Besuche angepasst.",withdraw:"Widerrufen",langs:{de:"auf Deutsch",en:"auf Englisch"}},en:{heading:"What matters to you in this",legend:"What matters to you?",hint:"We sort the content accordingly. Nothing is hidden.",all:"Show everything",sorted:"Sorted for: %.",guess:"We think: %.",because:"Because: ",right:"That’s right",wrong:"Not me",clear:"Clear",main:"Most important",next:"Next",proof:"Proof from practice",common:"For everyone in the team",near:"Related only",also:"Also on this page",why:"Why this?",questions:"You could ask next",ask:"Ask our library",placeholder:"e.g. How long will the line be down?",send:"Ask",found:"What our library says",none:"This is not in our library.",closest:"The closest we have:",person:"Ask a person:",contact:"Get in touch",busy:"One moment …",down:"Not available right now. Please try again later.",status:"% items.",more:"Show more",anonymous:"No cookies, no identifier. Your choice stays on this page.",known:"Adapted to your visits, with your consent.",withdraw:"Withdraw",langs:{de:"in German",en:"in English"}}},O=`blog_article|Blog|Blog
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
expert_contact|Ansprechpartner`,M=new Map(O.split(`
`).map(r=>r.split("|")).map(([r,...e])=>[r,e])),T=(r,e)=>M.get(r)?.[e==="de"?0:1]??l(r).replaceAll("_"," "),l=r=>typeof r=="string"?r.trim():"",p=r=>Array.isArray(r)?r.filter(e=>e&&/^(o|s)/.test(typeof e)):[];var g=r=>l(r.url)||l(r.passage)||l(r.document)||l(r.title);function x(r,e){let t=m(l(r.url));return t?o("a",{href:t,part:"link"},e):o("span",{},e)}function S(r,e,t){let i=l(r.lang),s=i&&i!==t,n=l(r.title)||l(r.heading)||l(r.document),a=l(r.heading),c=p(r.reasons).map(l).filter(Boolean),h=[T(r.type,t),s&&(e.langs[i]??i.toUpperCase())].filter(Boolean);return o("article.card",{part:`item item-${/^\w+$/.test(r.slot)?r.slot:"answer"}`},o("p.meta",{},r.near===!0&&o("b",{},e.near),...h.map(d=>o("span",{},d))),o("h4",{part:"title",lang:s&&i},x(r,n)),l(r.snippet)&&o("p.snippet",{lang:s&&i},l(r.snippet)),a&&a!==n&&o("p.where",{lang:s&&i},`› ${a}`),c.length>0&&o("details",{part:"why"},o("summary",{},e.why),o("ul",{},...c.map(d=>o("li",{},d)))))}var A=["main","next","proof","common"];function B(r,e,t,i){let s=n=>A.includes(n.slot)?n.slot:"next";return A.map(n=>[n,r.filter(a=>s(a)===n)]).filter(([,n])=>n.length).map(([n,a])=>o("section",{class:`group ${n}`,part:`group ${n}`},o("h3",{part:"group-title"},e[n]),o("ul",{},...a.map(c=>{let h=S(c,e,t);return i(h,c),o("li",{},h)}))))}function I(r,e){let t=l(r),i=m(/^[^\s:/@]+@[^\s/@]+$/.test(t)?`mailto:${t}`:t);return i&&o("a",{href:i,part:"contact"},i.startsWith("mailto:")?i.slice(7).split("?")[0]:e)}var b=class{#e;constructor(e,t,{ask:i,answered:s,announce:n,contact:a,watch:c}){Object.assign(this,{t:e,lang:t,ask:i,answered:s,announce:n,contact:a,watch:c}),this.input=o("input",{type:"search",id:"q",name:"q",maxlength:300,autocomplete:"off",enterkeyhint:"search",placeholder:e.placeholder}),this.questions=o("div.questions",{}),this.result=o("div.result",{}),this.node=o("form.ask",{role:"search",submit:h=>this.#n(h)},o("label",{for:"q"},e.ask),o("div.row",{},this.input,o("button",{part:"button ask-button"},e.send)),this.result,this.questions)}suggest(e){let t=s=>{this.input.value=s,this.#i(s)},i=p(e).map(l).filter(Boolean).slice(0,6).map(s=>o("li",{},o("button",{type:"button",part:"question",click:()=>t(s)},s)));this.questions.replaceChildren(...i.length?[o("h3",{},this.t.questions),o("ul",{},...i)]:[])}#n(e){e.preventDefault();let t=this.input.value.trim();t?this.#i(t):this.input.focus()}async#i(e){let{t}=this;this.#e?.abort();let{signal:i}=this.#e=new AbortController;this.result.replaceChildren(o("p",{},t.busy));try{let s=await this.ask(e,i),n=s.answer==="found",a=p(s.items);this.result.replaceChildren(...this.#t(n,a,l(s.contact))),this.announce(n?`${t.found}: ${a.length}`:t.none),this.answered(e,n?"found":"none")}catch{if(i.aborted)return;this.result.replaceChildren(o("p",{},t.down),this.#a()),this.announce(t.down)}}#t(e,t,i){let{t:s}=this,n=o("ul",{},...t.map(a=>{let c=S({...a,slot:"answer"},s,this.lang);return this.watch(c,a),o("li",{},c)}));return e&&t.length?[o("h3",{},s.found),n]:[o("p",{},o("b",{},s.none)),...t.length?[o("p",{},s.closest),n]:[],this.#a(i)]}#a(e){let t=I(this.contact()||e,this.t.contact),i=o("slot",{name:"contact"},...t?[t]:[]);return o("p.person",{},t||this.contact(!0)?`${this.t.person} `:"",i)}};var $={mode:"cors",credentials:"omit",cache:"no-store",redirect:"error",referrerPolicy:"origin"},q=()=>crypto.randomUUID?.()??"10000000-1000-4000-8000-100000000000".replace(/[018]/g,r=>(r^crypto.getRandomValues(new Uint8Array(1))[0]&15>>r/4).toString(16)),k=class{constructor(e,t,i){Object.assign(this,{api:e.replace(/\/+$/,""),key:t,timeout:i})}async#e(e,t,i){let s=new AbortController,n=setTimeout(()=>s.abort(),this.timeout);i?.addEventListener("abort",()=>s.abort());try{let a=await fetch(this.api+e,{...$,...t,signal:s.signal}),c=a.ok?await a.json():null;if(!c||typeof c!="object")throw new Error(`Lotse: ${e} answered ${a.status}`);return c}finally{clearTimeout(n)}}#n(e){return JSON.stringify({key:this.key,sent:e.events&&new Date,...e})}recommend(e,t){return this.#e("/v1/recommendations",{method:"POST",body:this.#n(e)},t)}ask(e,t,i,s){let n=new URLSearchParams({q:e,lang:t,limit:4,key:this.key,...i&&{role:i}});return this.#e(`/v1/ask?${n}`,{},s)}async consent(e,t,i){let s=this.#n({grant:e,version:i,purposes:["personalisation","measurement"],visitor:t||void 0});return l((await this.#e("/v1/consent",{method:"POST",body:s})).visitor)}async events(e,t){let i=this.#n({visitor:e||void 0,events:t}),s=`${this.api}/v1/events`;try{if(!("keepalive"in Request.prototype))return navigator.sendBeacon(s,i);let n=await fetch(s,{...$,method:"POST",keepalive:!0,body:i});return n.status<500&&n.status!==429}catch{return!1}}};var z="lotse.visitor",W=()=>navigator.globalPrivacyControl===!0||navigator.doNotTrack==="1";function C(r,e){try{return e(r==="session"?sessionStorage:localStorage)}catch{return null}}var v=class{token="";async set(e,t,i){return!(e===!0||e==="granted"||e==="session")||W()?this.#e(t,i):(this.token||=C(e,n=>n.getItem(z))||await t.consent(!0,"",i),this.token&&C(e,n=>n.setItem(z,this.token)),this.token!=="")}async#e(e,t){let i=this.token;this.token="";for(let s of["session","local"])C(s,n=>n.removeItem(z));return i&&await e.consent(!1,i,t),!1}};var u="unknown",w=class{#e="";#n=new Map;constructor(e,t){Object.assign(this,{t:e,choose:t}),this.chips=o("div.chips",{}),this.notice=o("div.notice",{}),this.node=o("fieldset.roles",{},o("legend",{},e.legend),this.chips,this.notice)}show(e,t,i){let s=p(e).map(({id:h,label:d})=>({id:l(h),label:l(d)||l(h)})).filter(({id:h})=>h&&h!==u),n=JSON.stringify(s);n!==this.#e&&this.#i(s),this.#e=n;let a=l(t?.id),c=t?.source==="declared";for(let[h,d]of this.#n)d.checked=h===u?i:c&&h===a,d.parentNode.classList.toggle("guess",!c&&h===a&&h!==u);this.#t(s.find(h=>h.id===a),c,p(t?.reasons).map(l).filter(Boolean))}message(e){this.notice.replaceChildren(e)}#i(e){this.#n.clear();let t=(i,s,n)=>{let a=o("input",{type:"radio",name:"role",value:i,change:()=>this.choose(i,n)});return this.#n.set(i,a),o("label",{class:n==="all"?"chip all":"chip",part:"role"},a,s)};this.chips.replaceChildren(...e.map(({id:i,label:s})=>t(i,s,"choice")),t(u,this.t.all,"all"))}#t(e,t,i){let{t:s}=this,n=(c,h,d)=>o("button",{type:"button",part:"button",click:()=>this.choose(h,d)},c);if(!e)return this.message(s.hint);let a=o("b",{},f(t?s.sorted:s.guess,e.label));return t?this.notice.replaceChildren(a,n(s.clear,u,"clear")):this.notice.replaceChildren(a,i.length?`${s.because}${i.join("; ")}`:"",n(s.right,e.id,"confirm"),n(s.wrong,u,"clear"))}};var R=`
:host { display: block; min-inline-size: 0 }
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
  contain-intrinsic-inline-size: min(40em, 75vw);
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
  color: var(--accent); font-weight: 600; box-shadow: 0 -12px 18px var(--surface), 0 1.5em 0 .2em var(--surface) }
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
`,E=new CSSStyleSheet;E.replaceSync(R);var D=1e3,P=2e3,j=30*60*1e3,H=200,U=/^https?:\/\/([\w-]+\.)*(google|bing|duckduckgo|ecosia|qwant|startpage|yahoo|yandex|baidu|brave|metager|t-online|web|swisscows|mojeek|kagi|wlw|europages|thomasnet|perplexity|chatgpt|chat\.openai)\.[a-z.]{2,6}\//,y=class{#e=[];#n=0;#i=new Map;#t=0;#a=0;#r=!1;constructor(e,t,i){Object.assign(this,{client:e,visitor:t,page:i}),this.observer=new IntersectionObserver(s=>s.forEach(n=>this.#l(n)),{threshold:.5})}start(e){this.#t=Date.now(),document.addEventListener("visibilitychange",()=>this.#s(),{signal:e}),addEventListener("pagehide",()=>this.#c(),{signal:e}),addEventListener("pageshow",t=>this.#h(t),{signal:e}),document.addEventListener("click",t=>{this.#r=!!t.target.closest?.("a[href]")},{signal:e})}add(e,{item:t={},decision:i,value:s=1,properties:n={}},a=!1){let{document:c,passage:h,slot:d}=t,N={id:q(),type:e,at:new Date().toISOString(),decision:i,document:c,passage:h,slot:d,value:s,properties:n};this.#e=[...this.#e,N].slice(-H),a?this.flush():this.#n||=setTimeout(()=>this.flush(),P)}take(){return this.#e.splice(0,50)}restore(e){this.#e.unshift(...e)}async flush(){clearTimeout(this.#n),this.#n=0;let e=this.take();e.length&&!await this.client().events(this.visitor(),e)&&this.restore(e)}watch(e,t,i){this.#i.set(e,{item:t,decision:i}),this.observer.observe(e);let s=n=>{!n.target.closest("a")||n.button>1||(this.#r=!0,this.add("click",{item:t,decision:i},!0))};e.addEventListener("click",s),e.addEventListener("auxclick",s)}clear(){this.observer.disconnect();for(let{timer:e}of this.#i.values())clearTimeout(e);this.#i.clear()}#l({target:e,intersectionRatio:t}){let i=this.#i.get(e);i&&(clearTimeout(i.timer),!(t<.5)&&(i.timer=setTimeout(()=>{document.visibilityState==="visible"&&(this.observer.unobserve(e),this.#i.delete(e),this.add("impression",i))},D)))}#s(){document.visibilityState==="visible"?this.#t=Date.now():this.#c()}#c(){this.#a=Date.now();let e=(this.#a-this.#t)/1e3;this.visitor()&&this.page()&&this.#t&&e>=1&&this.add("dwell",{item:{document:this.page()},value:Math.round(e)}),this.#t=0,this.flush()}#h({persisted:e}){if(!e)return;let t=Date.now()-this.#a;this.#t=Date.now(),this.visitor()&&!this.#r&&t<j&&U.test(document.referrer)&&this.add("search_return",{item:{document:this.page()},value:Math.round(t/1e3)},!0),this.#r=!1}};var F=12,G=120,L=class extends HTMLElement{static observedAttributes=["api","key","lang","document","audience","slots","consent"];#e;#n=new CSSStyleSheet;#i=new v;#t=new y(()=>this.#u(),()=>this.#i.token,()=>this.#o("document"));#a=new Map;#r;#l=!1;#s;#c="";#h=!1;#f;#p;connectedCallback(){this.#p=new AbortController,this.#e??=this.attachShadow({mode:"closed"}),this.#y(),this.#e.adoptedStyleSheets=[E,this.#n],this.#t.start(this.#p.signal),document.addEventListener("lotse-role",e=>this.#C(e),this.#p),this.#k()}disconnectedCallback(){this.#p.abort(),this.#f?.abort(),this.#t.clear()}attributeChangedCallback(e,t,i){t!==i&&(e==="audience"&&(this.#r=void 0),e==="lang"&&(this.#s=void 0),this.isConnected&&this.#k())}async consent(e){let t=this.#i.token;try{await this.#i.set(e,this.#u(),this.#o("consent-version")||"1")}catch{}return this.#s&&t!==this.#i.token&&this.#m(),this.#i.token!==""}#o(e){return l(this.getAttribute(e))}get#b(){return l(this.closest("[lang]")?.lang).toLowerCase().startsWith("de")?"de":"en"}#u(e=Number(this.#o("timeout"))||1500){return new k(this.#o("api")||location.origin,this.#o("key"),e)}#k(){this.#h||(this.#h=!0,queueMicrotask(()=>{this.#h=!1;let e=this.#o("consent");e&&this.consent(e),this.#m()}))}#y(){this.#s=void 0;let e=document.createElement("slot");e.name="contact",this.#e.replaceChildren(document.createElement("slot"),e)}#x(e){let t={document:this.#o("document")||void 0},i={lang:this.#b,slots:this.#l?F:Number(this.#o("slots"))||void 0,page:t};return i.role=this.#r??(this.#o("audience")||void 0),i.document=this.#o("scope")||void 0,e.length&&(i.events=e),this.#i.token?(Object.assign(t,{url:location.origin+location.pathname,title:document.title}),{...i,visitor:this.#i.token,referrer:document.referrer||void 0}):i}async#m(){this.#f?.abort();let{signal:e}=this.#f=new AbortController,t=this.#t.take();this.#s?.panel.classList.add("busy");try{let i=await this.#u().recommend(this.#x(t),e);if(!Array.isArray(i.items)||e.aborted)throw new Error("Lotse: no items");this.#L(i),this.#t.restore(p(i.events?.rejected).filter(s=>s.again).flatMap(({id:s})=>t.filter(n=>n.id===s))),this.#g("lotse-answer",{decision:l(i.decision),role:l(i.visitor?.role?.id)||u})}catch{this.#t.restore(t),e.aborted||this.#S()}}#S(){this.#g("lotse-fallback",{}),this.#s&&(this.#s.panel.classList.remove("busy"),this.#s.roles.message(this.#s.t.down),this.#s.status.textContent=this.#s.t.down)}#g(e,t){this.dispatchEvent(new CustomEvent(e,{bubbles:!0,detail:t}))}#z(e,t){let i=this.#r??this.#o("audience");this.#r=e,this.#l=t==="all",this.#d(),this.#t.add("role",{decision:this.#s.decision,properties:{role:e,previous:i,how:t}}),this.#g("lotse-role",{role:e,everything:this.#l}),this.#m()}#C({target:e,detail:t}){e===this||e.localName!==this.localName||(this.#r=t.role,this.#l=t.everything,this.#m())}#E(){let e=this.#b,t=_[e],i={t,lang:e,lists:o("div.lists",{}),status:o("p.quiet",{role:"status"})};return i.roles=new w(t,(s,n)=>this.#z(s,n)),i.ask=new b(t,e,{ask:(s,n)=>this.#u(5e3).ask(s,e,this.#r??this.#o("audience"),n),answered:(s,n)=>this.#t.add("question",{decision:i.decision,value:+(n==="found"),properties:{query:s,answer:n}}),announce:s=>{i.status.textContent=s},contact:s=>s?this.querySelector("[slot=contact]"):this.#o("contact"),watch:(s,n)=>this.#t.watch(s,n,i.decision)}),i.earlier=o("ul"),i.also=o("details.also",{},o("summary",{},t.also),i.earlier,o("slot")),i.foot=o("p.foot",{}),i.panel=o("section.panel",{"aria-labelledby":"h",click:()=>this.#d(),keyup:()=>this.#d()},o("h2",{id:"h",part:"heading"},this.#o("heading")||t.heading),i.roles.node,i.lists,i.ask.node,i.also,i.foot,i.status,o("button",{type:"button",class:"more",part:"more"},t.more)),i}#L(e){let t=!this.#s?.panel.isConnected,i=this.offsetHeight,s=this.#v(),n=this.#s??=this.#E(),a=p(e.items).filter(g);n.decision=l(e.decision)||void 0,n.panel.classList.remove("busy"),n.roles.show(e.roles,e.visitor?.role,this.#l),this.#t.clear(),n.lists.replaceChildren(...B(a,n.t,n.lang,(c,h)=>this.#t.watch(c,h,n.decision))),n.ask.suggest(e.questions),this.#_(n,a),this.#T(n),t?(this.#e.replaceChildren(o("div.frame",{},n.panel)),this.#A(i,s)):(n.lists.classList.add("fresh"),n.status.textContent=`${f(n.t.status,a.length)} ${n.roles.notice.firstChild.textContent}`)}#_(e,t){let i=new Set(t.map(g));e.earlier.replaceChildren(...[...this.#a].filter(([s])=>!i.has(s)).map(([,s])=>o("li",{},x(s,l(s.title)||l(s.heading))))),t.forEach(s=>this.#a.set(g(s),s)),e.also.hidden=!e.earlier.childElementCount&&!this.childElementCount,this.#l&&(e.also.open=!0)}#T({t:e,foot:t}){let i=this.#i.token!=="";t.replaceChildren(i?e.known:e.anonymous,...i?[o("button",{type:"button",part:"button",click:()=>this.consent(!1)},e.withdraw)]:[])}#v(){let e=this.nextElementSibling,t=e?e.getBoundingClientRect().top:this.parentElement?.getBoundingClientRect().bottom;return[this.getBoundingClientRect().top,t??0]}#w(e){return this.#n.replaceSync(`.panel { block-size: ${e}px }`),this.offsetHeight}#A(e,[t,i]){if(!e)return;let{classList:s}=this.#s.panel,n=this.offsetHeight>e+1&&t<innerHeight&&t+e>0;s.toggle("clip",n),s.toggle("slim",n&&e<G);let a=2*e-this.#w(e);this.#w(a);let[c,h]=this.#v();this.#c=`min-block-size: ${a}px; margin-block: ${t-c}px ${i-h-(t-c)}px`,this.#n.replaceSync(`.panel { ${this.#c}; ${n?`block-size: ${a}px`:""} }`);let d=this.#s.panel.getBoundingClientRect();a<=0||d.top<t-1||n&&d.bottom>t+e+1?(this.#c="",this.#d(!0)):n&&this.#B()}#B(){let e=new IntersectionObserver(([t])=>{t.isIntersecting||!this.#s||(e.disconnect(),t.boundingClientRect.top>0&&this.#d())});e.observe(this)}#d(e=!1){let t=this.#s?.panel;if(!e&&!t?.classList.contains("clip"))return;let i=t.scrollTop;t.classList.remove("clip","slim"),this.#n.replaceSync(`.panel { ${this.#c} }`),i&&scrollBy({top:i,behavior:"instant"})}};"adoptedStyleSheets"in Document.prototype&&!customElements.get("lotse-guide")&&customElements.define("lotse-guide",L);
