// The object by which websites of the Events API speak with a captcha (contract 5.10).

/** Give the page's object as it is now: who comes back to a page makes a new one. */
function findHip() {
  try {
    return window.top.WLSPHIP0;
  } catch {
    return undefined; // inside a frame of another website
  }
}

function validate(captcha) {
  const hip = findHip();
  hip.error = captcha.answer() ? 0 : 1;
  hip.type = captcha.type;
}

/** Draw the captcha where the page wants it, and take the place of its inert functions. */
function installHip(captcha) {
  const hip = findHip();
  const holder = document.getElementById(hip.holder);
  if (holder) captcha.mount(holder);
  hip.error = 0;
  hip.type = captcha.type;
  hip.clientValidation = () => validate(captcha);
  hip.reloadHIP = () => void captcha.renew();
  hip.switchHIP = () => {
    captcha.switch();
    findHip().type = captcha.type;
  };
  hip.verify = (callback, param) => {
    validate(captcha);
    if (findHip().error) return;
    const { Solution, Token, FlowId } = captcha.answer();
    window.top.flowid = FlowId; // that of the script, unless the digits were renewed since
    callback?.(Solution, Token, param);
  };
}
