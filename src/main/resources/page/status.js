(() => {
  'use strict';
  const EVERY = 10000;
  const PATIENCE = 15000;
  const TYPING = 180;
  const root = document.documentElement;
  const lost = document.getElementById('lost');
  const filter = document.getElementById('filter');
  let running = null;
  let timer = 0;
  let seen = Date.now();

  // Makes the old tree like the new one and keeps every node that can stay: what is unfolded, focused or selected is.
  function become(old, next) {
    if (old.nodeType !== next.nodeType || old.nodeName !== next.nodeName) {
      old.replaceWith(next);
      return;
    }
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
      return;
    }
    for (const { name } of [...old.attributes]) {
      if (!next.hasAttribute(name) && !(name === 'open' && old.nodeName === 'DETAILS')) old.removeAttribute(name);
    }
    for (const { name, value } of next.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    const known = new Map();
    for (const child of old.children) if (child.id) known.set(child.id, child);
    let place = old.firstChild;
    for (const child of [...next.childNodes]) {
      const same = child.id && known.get(child.id);
      if (same) {
        if (same === place) place = place.nextSibling;
        else old.insertBefore(same, place);
        become(same, child);
      } else if (place && !place.id && !child.id && place.nodeName === child.nodeName) {
        const here = place;
        place = place.nextSibling;
        become(here, child);
      } else {
        old.insertBefore(child, place);
      }
    }
    while (place) {
      const gone = place;
      place = place.nextSibling;
      gone.remove();
    }
  }

  function show(text) {
    const next = new DOMParser().parseFromString(text, 'text/html');
    const main = next.getElementById('main');
    if (!main) throw new Error('not the page');
    const build = 'meta[name="build"]';
    if (next.querySelector(build).content !== document.querySelector(build).content) {
      location.reload();
      return;
    }
    document.title = next.title;
    document.querySelector('link[rel="icon"]').href = next.querySelector('link[rel="icon"]').href;
    become(document.getElementById('main'), main);
    become(document.getElementById('clock'), next.getElementById('clock'));
    const hidden = [...next.querySelectorAll('.find input[type="hidden"]')];
    for (const old of document.querySelectorAll('.find input[type="hidden"]')) old.remove();
    filter.after(...hidden);
    if (document.activeElement !== filter) filter.value = next.getElementById('filter').value;
  }

  function found() {
    seen = Date.now();
    lost.hidden = true;
    root.classList.remove('is-lost');
  }

  function missed() {
    // The clock still shows the last answer: the browser's own may be in another zone.
    const hours = Math.floor((Date.now() - seen) / 3600000);
    const text = 'depwatch sends no newer page. This page shows the state of '
      + document.querySelector('#clock time').textContent + (hours ? ', ' + hours + ' h ago.' : '.');
    if (lost.textContent !== text) lost.textContent = text;
    lost.hidden = false;
    root.classList.add('is-lost');
  }

  async function update() {
    clearTimeout(timer);
    if (running) running.abort();
    const mine = running = new AbortController();
    const begun = performance.now();
    const patience = setTimeout(() => mine.abort(), PATIENCE);
    try {
      const answer = await fetch(location.href.split('#')[0], { signal: mine.signal, cache: 'no-store', credentials: 'same-origin' });
      if (!answer.ok) throw new Error(String(answer.status));
      const text = await answer.text();
      if (running === mine) {
        show(text);
        found();
      }
    } catch {
      // Only a request that another has not taken the place of.
      if (running === mine) missed();
    } finally {
      clearTimeout(patience);
      if (running === mine) {
        running = null;
        // A page that takes long to make or to show is shown less often.
        if (!document.hidden) timer = setTimeout(update, Math.max(EVERY, 20 * (performance.now() - begun)));
      }
    }
  }

  function go(address) {
    history.replaceState(null, '', address);
    return update();
  }

  let typing = 0;
  function find() {
    clearTimeout(typing);
    const form = new URLSearchParams(new FormData(filter.form));
    if (!form.get('q').trim()) form.delete('q');
    go('?' + form);
  }
  filter.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(find, TYPING);
  });
  filter.form.addEventListener('submit', event => {
    event.preventDefault();
    find();
  });
  document.addEventListener('click', event => {
    const link = event.target.closest('a[data-swap]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const wanted = new URL(link.href).searchParams.get('q') || '';
    if (wanted !== filter.value) {
      filter.value = wanted;
      scrollTo(0, 0);
    }
    go(link.getAttribute('href'));
  });
  document.addEventListener('keydown', event => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.nodeName)) {
      event.preventDefault();
      filter.focus();
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) clearTimeout(timer);
    else update();
  });

  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details:not([open])')];
    for (const each of folded) each.open = true;
  });
  addEventListener('afterprint', () => {
    for (const each of folded) each.open = false;
    folded = [];
  });

  root.classList.add('live');
  timer = setTimeout(update, EVERY);
})();
