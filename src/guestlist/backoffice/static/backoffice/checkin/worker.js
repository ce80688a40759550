// Opens the page of a door without a network. It keeps the page and its files; the list of people it never sees.
"use strict";

const PREFIX = `guestlist-door-${self.SHELL.event}-`;
const NAME = PREFIX + self.SHELL.version;
const PATIENCE_MILLISECONDS = 4000;

async function keepPage(response) {
  // Who is signed out gets the sign-in page, which is not to stay here.
  if (response.ok && !response.redirected) await (await caches.open(NAME)).put(self.SHELL.page, response.clone());
  return response;
}

async function install() {
  const cache = await caches.open(NAME);
  await cache.addAll(self.SHELL.files);
  await keepPage(await fetch(self.SHELL.page, { credentials: "same-origin", cache: "no-store" }));
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function page(request) {
  const kept = await (await caches.open(NAME)).match(self.SHELL.page);
  const fresh = fetch(request).then(keepPage);
  if (!kept) return fresh;
  const late = new Promise((resolve) => { setTimeout(() => resolve(kept), PATIENCE_MILLISECONDS); });
  return Promise.race([fresh.catch(() => kept), late]);
}

async function file(request) {
  return (await (await caches.open(NAME)).match(request)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== self.location.origin || event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && pathname === self.SHELL.page) event.respondWith(page(event.request));
  else if (self.SHELL.files.includes(pathname)) event.respondWith(file(event.request));
});
