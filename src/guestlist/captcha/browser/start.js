// What each run of the script does.

const captcha = new Captcha(CHALLENGE, findHip()?.market);
const tidings = new CustomEvent("guestlist:captcha", { cancelable: true, detail: captcha });
// A form of ours takes the captcha from here. On other pages nobody does, and the page's object is used.
const isFree = document.currentScript?.dispatchEvent(tidings) ?? true;
if (isFree && findHip()) installHip(captcha);
