// Sets theme, density and language before the first paint; a classic script, so that it runs in time.
(() => {
  try {
    const kept = JSON.parse(localStorage.getItem('postamt.preferences') ?? '{}');
    const root = document.documentElement;
    if (kept.theme === 'light' || kept.theme === 'dark') root.dataset.theme = kept.theme;
    if (kept.language === 'de' || kept.language === 'en') root.lang = kept.language;
  } catch {
    // Without storage the page follows the system.
  }
})();
