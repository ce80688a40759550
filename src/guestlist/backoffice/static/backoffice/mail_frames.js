// Frames that show a mail are as tall as the mail: nobody scrolls in a box within the page.
"use strict";

for (const frame of document.querySelectorAll("[data-mail-frame]")) {
  const follower = new ResizeObserver(([mail]) => {
    const borders = frame.offsetHeight - frame.clientHeight;
    frame.style.height = `${Math.ceil(mail.contentRect.height) + borders}px`;
  });
  const follow = () => {
    follower.disconnect();
    const mail = frame.contentDocument?.body;
    if (mail) follower.observe(mail);
  };
  frame.addEventListener("load", follow);
  follow(); // it may be there already
}
