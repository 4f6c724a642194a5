// Three hundred texts that try to become more than text: families of ways in, each with every act. An act that ran would set
// `__ran`, open a dialog, be refused by the content policy, or leave an element behind; the tests look for all four.

const kActs = [
  'window.__ran=1', 'alert(1)', 'top.__ran=1', "self['__r'+'an']=1", 'confirm`1`', "Function('__ran=1')()",
]
const kHandlers = ['onload', 'onerror', 'onfocus', 'onmouseover', 'onanimationstart', 'ontoggle', 'onpointerenter', 'onbegin']

/** Each takes an act and makes one text of it. */
const kFamilies = [
  // Elements that run by themselves.
  (act) => `<script>${act}</script>`,
  (act) => `<ScRiPt >${act}</sCrIpT>`,
  (act) => `<script/x>${act}//</script`,
  (act) => `<<script>${act}//<</script>`,
  (act) => `<script type=module>${act}</script>`,
  (act) => `<script src="data:text/javascript,${act}"></script>`,
  (act) => `<img src=x onerror="${act}">`,
  (act) => `<img/src=x/onerror=${act}>`,
  (act) => `<image src=x onerror='${act}'>`,
  (act) => `<video><source onerror="${act}"></video>`,
  (act) => `<audio src=x onerror="${act}">`,
  (act) => `<body onload="${act}">`,
  (act) => `<iframe srcdoc="<script>parent.${act}</script>"></iframe>`,
  (act) => `<iframe src="javascript:${act}">`,
  (act) => `<object data="javascript:${act}">`,
  (act) => `<embed src="javascript:${act}">`,
  (act) => `<details open ontoggle="${act}">`,
  (act) => `<input autofocus onfocus="${act}">`,
  (act) => `<style onload="${act}"></style>`,
  (act) => `<link rel=stylesheet href="data:text/css,*{}" onload="${act}">`,
  (act) => `<meta http-equiv=refresh content="0;url=javascript:${act}">`,
  (act) => `<base href="javascript:${act}//">`,
  (act) => `<form action="javascript:${act}"><button autofocus>x</button></form>`,
  (act) => `<button formaction="javascript:${act}">x</button>`,
  (act) => `<a href="javascript:${act}">x</a>`,
  // Other languages inside.
  (act) => `<svg onload="${act}">`,
  (act) => `<svg><script>${act}</script></svg>`,
  (act) => `<svg><animate onbegin="${act}" attributeName=x dur=1s>`,
  (act) => `<svg><a xlink:href="javascript:${act}"><text y=20>x</text></a></svg>`,
  (act) => `<svg><foreignObject><img src=x onerror="${act}"></foreignObject></svg>`,
  (act) => `<math><mtext><table><mglyph><style><img src=x onerror="${act}">`,
  (act) => `<math href="javascript:${act}">x</math>`,
  (act) => `<template><script>${act}</script></template>`,
  (act) => `<noscript><p title="</noscript><img src=x onerror='${act}'>">`,
  // Out of an attribute, an element, a comment, a string.
  (act) => `"><img src=x onerror="${act}">`,
  (act) => `'><svg onload='${act}'>`,
  (act) => `" autofocus onfocus="${act}`,
  (act) => `' style='animation-name:x' onanimationstart='${act}`,
  (act) => `</title><script>${act}</script>`,
  (act) => `</textarea><script>${act}</script>`,
  (act) => `--><script>${act}</script><!--`,
  (act) => `]]><script>${act}</script>`,
  (act) => `</script><script>${act}</script>`,
  (act) => `';${act};'`,
  (act) => `\\";${act};//`,
  (act) => `\${${act}}`,
  // What the page's own language would run.
  (act) => `{{constructor.constructor("${act}")()}}`,
  (act) => `{{_openBlock.constructor("${act}")()}}`,
  (act) => `<div v-html="'<img src=x onerror=${act}>'"></div>`,
  (act) => `<b :title="${act}" @click="${act}">x</b>`,
  // Written so that something later may undo it.
  (act) => `&lt;script&gt;${act}&lt;/script&gt;`,
  (act) => `&#60;img src=x onerror=${act}&#62;`,
  (act) => `%3Cscript%3E${act}%3C/script%3E`,
  (act) => `\\u003cscript\\u003e${act}\\u003c/script\\u003e`,
  (act) => `＜script＞${act}＜/script＞`,
  (act) => `javascript:${act}//'`,
  (act) => `data:text/html,<script>${act}</script>`,
  (act) => `\u202e<img src=x onerror="${act}">`,
  (act) => `[x](javascript:${act})`,
]

/** Words for a search: one of them stands in every text. */
export const kActWords = ['window', 'alert', 'top', 'self', 'confirm', 'Function', '3Cscript', 'u003cscript']

export const kPayloads = [
  ...kFamilies.flatMap((family) => kActs.slice(0, 5).map(family)),
  ...kHandlers.map((handler) => `<p style="animation-name:x" tabindex=0 ${handler}="${kActs[5]}">x</p>`),
].filter((text, at, all) => all.indexOf(text) === at)

/** What an act that ran, or markup that was taken for markup, leaves in a page. */
export const leftBehind = (page) =>
  page.evaluate(() => {
    const strange = 'iframe, object, embed, base, math, template, video, audio, img:not([src^="/"]), script:not([src]), [srcdoc], a[href^="javascript"]'
    const handlers = [...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith('on')))
    return {
      ran: globalThis.__ran,
      elements: [...document.querySelectorAll(strange)].map((one) => one.outerHTML.slice(0, 120)),
      handlers,
    }
  })
