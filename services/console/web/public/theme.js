// Before the first paint, so that a dark room is never lit up by a white page.
(() => {
  const chosen = localStorage.getItem('liftwatch.theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
  const language = localStorage.getItem('liftwatch.language') ?? navigator.language;
  document.documentElement.lang = language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
})();
