/** The widget's style sheet. In pixels: the page decides what a rem is. */
export const STYLES = `
:host{all:initial!important;display:block!important;position:fixed!important;inset:auto!important;width:0!important;height:0!important;z-index:2147483000!important}
*{box-sizing:border-box;margin:0;padding:0}
.root{--surface:#fff;--sunken:#f4f4f2;--line:#e6e5e1;--edge:#8f8d86;--text:#1d1c1a;--muted:#66645d;--bubble:#f1f0ed;--bad:#b3261e;--ok:#1a8a4a;
--shadow:0 0 0 1px rgb(0 0 0/.05),0 4px 12px rgb(0 0 0/.08),0 18px 48px rgb(0 0 0/.18);
font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Microsoft YaHei",sans-serif;
color:var(--text);text-align:start;-webkit-font-smoothing:antialiased;-webkit-text-size-adjust:100%;color-scheme:light}
.root[data-theme=dark]{--surface:#19191b;--sunken:#121213;--line:#2f2f34;--edge:#6f6f79;--text:#ececee;--muted:#a3a2aa;--bubble:#29292d;--bad:#ff8f86;--ok:#6fd39a;--shadow:0 0 0 1px rgb(255 255 255/.08),0 18px 48px rgb(0 0 0/.6);color-scheme:dark}
@media(prefers-color-scheme:dark){.root[data-theme=auto]{--surface:#19191b;--sunken:#121213;--line:#2f2f34;--edge:#6f6f79;--text:#ececee;--muted:#a3a2aa;--bubble:#29292d;--bad:#ff8f86;--ok:#6fd39a;--shadow:0 0 0 1px rgb(255 255 255/.08),0 18px 48px rgb(0 0 0/.6);color-scheme:dark}}
button,input,textarea,select{font:inherit;color:inherit;background:none;border:0;border-radius:0;text-align:inherit;min-width:0}
button{cursor:pointer}button:disabled{cursor:default}
ul{list-style:none}
:focus-visible{outline:2px solid var(--brand);outline-offset:2px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.icon{width:20px;height:20px;flex:none;display:block;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.row{display:flex;align-items:center;gap:8px}.grow{flex:1;min-width:0}
.ellipsis{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0}
.bad{color:var(--bad)}.muted{color:var(--muted)}
.launcher{position:fixed;bottom:20px;right:20px;width:56px;height:56px;border-radius:50%;display:grid;place-items:center;background:var(--brand);color:var(--on-brand);box-shadow:0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.2);transition:transform .15s ease}
[data-position=left] .launcher{right:auto;left:20px}
.launcher:hover{transform:scale(1.06)}.launcher:active{transform:scale(.96)}
.launcher:focus-visible{outline:3px solid var(--surface);outline-offset:-6px}
.launcher .icon{width:28px;height:28px}.launcher .i-chat{fill:currentColor;stroke:none}
.badge{position:absolute;top:-3px;right:-3px;min-width:21px;height:21px;padding:0 6px;border-radius:11px;background:#d3261b;color:#fff;font:600 12px/17px system-ui,sans-serif;text-align:center;border:2px solid #fff}
.panel{position:fixed;bottom:90px;right:20px;width:384px;height:min(640px,calc(100vh - 112px));display:flex;flex-direction:column;overflow:hidden;border-radius:16px;background:var(--surface);box-shadow:var(--shadow);outline:0;animation:rise .18s ease-out}
[data-position=left] .panel{right:auto;left:20px}
@keyframes rise{from{opacity:0;transform:translateY(12px) scale(.985)}}
header{display:flex;align-items:center;gap:4px;padding:14px 12px 14px 16px;background:var(--brand);color:var(--on-brand);flex:none}
header>.plain:first-child{margin-inline-start:-8px}
.who{display:flex;align-items:center;gap:10px;flex:1;min-width:0}
h1{font-size:16px;line-height:21px;font-weight:650;letter-spacing:-.01em}
.presence{font-size:12.5px;line-height:17px;opacity:.88}
.online:before{content:"";display:inline-block;width:7px;height:7px;margin-inline-end:6px;border-radius:50%;background:#5fe29a;box-shadow:0 0 0 1.5px rgb(0 0 0/.12)}
.plain{flex:none;width:36px;height:36px;border-radius:10px;display:grid;place-items:center;color:var(--muted)}
.plain:hover{background:var(--sunken);color:var(--text)}
header .plain{color:inherit}header .plain:hover{background:rgb(255 255 255/.18);color:inherit}
header :focus-visible{outline-color:currentColor}
.avatar{flex:none;width:36px;height:36px;border-radius:50%;display:grid;place-items:center;overflow:hidden;background:#e3e8f4;color:#33415f;font-weight:600;font-size:14px}
.avatar img{width:100%;height:100%;object-fit:cover}
.avatars{display:flex}.avatars .avatar{border:2px solid var(--brand);width:38px;height:38px}.avatars .avatar+.avatar{margin-inline-start:-12px}
.notice{padding:7px 16px;font-size:12.5px;background:var(--sunken);color:var(--muted);text-align:center;flex:none}
.notice.bad{color:var(--bad);border-radius:10px;margin-bottom:8px;text-align:start}
.messages{flex:1;min-height:0;overflow-y:auto;overscroll-behavior:contain;padding:16px;display:flex;flex-direction:column;outline-offset:-3px;overflow-wrap:anywhere}
.messages>:first-child{margin-top:auto}
.welcome{display:flex;flex-direction:column;gap:6px;padding:8px 0 16px;align-items:flex-start}
.welcome p{font-size:17px;line-height:1.4;font-weight:550;white-space:pre-wrap;letter-spacing:-.01em}
.welcome small{font-size:13px;color:var(--muted);white-space:pre-wrap}
.day{align-self:center;margin:14px 0 4px;font-size:12px;color:var(--muted)}
.system{align-self:center;text-align:center;margin:10px 16px;font-size:12.5px;color:var(--muted)}
.message{display:flex;flex-direction:column;align-items:flex-start;max-width:84%;margin-top:8px;gap:3px}
.own{align-self:flex-end;align-items:flex-end}
.message .who{display:block;flex:none;font-size:12px;font-weight:600;color:var(--muted);margin:4px 4px 0}
.bubble{padding:9px 13px;border-radius:16px;background:var(--bubble);white-space:pre-wrap}
.theirs .bubble{border-end-start-radius:5px}
.own .bubble{background:var(--brand);color:var(--on-brand);border-end-end-radius:5px}
.pending .bubble{opacity:.72}
.bubble.gone,.own .bubble.gone{background:none;border:1px dashed var(--line);color:var(--muted);font-style:italic}
a{color:inherit;text-decoration:underline;text-underline-offset:2px}
.meta{display:flex;align-items:center;flex-wrap:wrap;gap:4px;padding:0 4px;font-size:11.5px;line-height:16px;color:var(--muted);font-variant-numeric:tabular-nums}
.meta.bad{color:var(--bad);gap:6px}.meta .icon{width:13px;height:13px;stroke-width:2.4}
.meta button{font-weight:600;text-decoration:underline;text-underline-offset:2px;padding:2px 0}
.attachment{display:block;max-width:100%;border-radius:14px;text-decoration:none}
.attachment img{display:block;max-width:min(240px,100%);max-height:220px;width:auto;height:auto;border-radius:14px;border:1px solid var(--line);object-fit:cover}
.file{display:flex;align-items:center;gap:8px;padding:10px 13px;border:1px solid var(--line);border-radius:14px;max-width:100%}
.file small{color:var(--muted);font-size:12px;flex:none}
.earlier{align-self:center;padding:6px 14px;border-radius:16px;font-size:12.5px;font-weight:550;color:var(--muted);border:1px solid var(--line)}
.earlier:hover{background:var(--sunken)}
.typing{display:flex;align-items:center;gap:8px;margin-top:10px}.typing .avatar{width:26px;height:26px;font-size:11px}
.dots{display:flex;gap:4px;padding:12px 13px;border-radius:16px;border-end-start-radius:5px;background:var(--bubble)}
.dots i{width:6px;height:6px;border-radius:50%;background:var(--muted);animation:pulse 1.2s infinite ease-in-out}
.dots i:nth-child(2){animation-delay:.15s}.dots i:nth-child(3){animation-delay:.3s}
@keyframes pulse{0%,60%,100%{opacity:.35}30%{opacity:1;transform:translateY(-2px)}}
.composer{padding:4px 12px max(12px,env(safe-area-inset-bottom));flex:none}
.field{border:1px solid var(--edge);border-radius:14px;background:var(--surface)}
.field:focus-within{border-color:var(--brand);box-shadow:0 0 0 1px var(--brand)}
textarea{display:block;width:100%;padding:11px 14px 2px;resize:none;outline:0!important;line-height:20px;max-height:120px;overflow-y:auto}
::placeholder{color:var(--muted);opacity:1}
.tools{display:flex;align-items:center;padding:2px 6px 6px;gap:2px}
.tools .plain{width:32px;height:32px}
.submit{width:34px;height:34px;border-radius:50%;display:grid;place-items:center;background:var(--brand);color:var(--on-brand)}
.submit:disabled{background:var(--sunken);color:var(--muted)}
.submit .icon{stroke-width:2.2}
.drafts{display:flex;flex-direction:column;gap:6px;padding-bottom:8px}
.drafts li{display:flex;align-items:center;gap:8px;padding:2px 4px 2px 10px;border-radius:10px;background:var(--sunken);font-size:13px}
.drafts .ellipsis{flex:1}.drafts .plain{width:30px;height:30px}.drafts .icon{width:16px;height:16px}
progress{width:70px;height:5px;accent-color:var(--brand)}
.emoji-picker{display:grid;grid-template-columns:repeat(9,1fr);max-height:164px;overflow-y:auto;margin-bottom:8px;padding:6px;border:1px solid var(--line);border-radius:14px}
.emoji-picker button{font-family:"Apple Color Emoji","Segoe UI Emoji","Noto Color Emoji",sans-serif;height:36px;font-size:20px;line-height:1;border-radius:8px;text-align:center}.emoji-picker button:hover{background:var(--sunken)}
.drop{display:none}.drop.over{position:absolute;inset:8px;display:grid;place-items:center;border:2px dashed var(--brand);border-radius:12px;background:var(--surface);font-weight:600;pointer-events:none;opacity:.96}
.questions,.email{display:flex;flex-direction:column;gap:12px;padding:14px 16px 16px;border-top:1px solid var(--line);flex:none;overflow-y:auto;max-height:75%}
.email{padding:12px 16px;gap:6px}.email.top{border-top:0;border-bottom:1px solid var(--line)}
.questions label,.email label{display:flex;flex-direction:column;gap:5px;font-size:13px;font-weight:550}
.questions strong{font-size:15px}.questions .bad,.email .bad{font-weight:400;font-size:12.5px}
.questions input,.questions select,.email input{height:40px;padding:0 12px;border:1px solid var(--edge);border-radius:10px;background:var(--surface);width:100%;font-size:14px;font-weight:400}
.questions [aria-invalid=true],.email [aria-invalid=true]{border-color:var(--bad)}
.primary{height:40px;padding:0 16px;border-radius:10px;background:var(--brand);color:var(--on-brand);font-weight:600;flex:none;text-align:center;display:flex;align-items:center;justify-content:center;gap:8px}
.primary:hover{filter:brightness(1.08)}
.home{flex:1;overflow-y:auto;padding:16px;display:flex;flex-direction:column}
.start{width:100%;height:46px;justify-content:space-between;border-radius:12px}.start .icon{transform:rotate(90deg)}[dir=rtl] .start .icon{transform:rotate(-90deg)}
[dir=rtl] .i-back{transform:scaleX(-1)}
h2{font-size:12.5px;font-weight:600;color:var(--muted);margin:20px 4px 6px}
.conversation{width:100%;display:flex;align-items:center;gap:12px;padding:11px 10px;border-radius:12px}
.conversation:hover{background:var(--sunken)}
.conversation .row{justify-content:space-between}.conversation .row+.row{color:var(--muted);font-size:13px}
.conversation b{font-weight:600}.conversation time{font-size:12px;color:var(--muted);flex:none}
.unread .row+.row .ellipsis{color:var(--text);font-weight:550}
.count{flex:none;min-width:19px;height:19px;padding:0 5px;border-radius:10px;background:var(--brand);color:var(--on-brand);font-size:11.5px;line-height:19px;font-weight:600;text-align:center}
@media (max-width:520px),(max-height:480px){
.panel,[data-position=left] .panel{inset:var(--top,0) 0 auto 0;width:100%;height:var(--height,100dvh);border-radius:0;box-shadow:none}
.launcher.open{display:none}
textarea,.questions input,.questions select,.email input{font-size:16px}
}
@media (prefers-reduced-motion:reduce){*,*:before{animation:none!important;transition:none!important}}
@media (forced-colors:active){.launcher,.bubble,.panel{border:1px solid}}
@media print{.root{display:none}}
`;
