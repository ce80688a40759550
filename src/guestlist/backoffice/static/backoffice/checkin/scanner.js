// The camera, and reading QR codes from it: by the browser where it can, else by the bundled library.
"use strict";

const Scanner = (() => {
  const PAUSE_MILLISECONDS = 120;
  const EDGE_PIXELS_MAX = 960;
  // A code that stays before the camera is one scan.
  const SAME_MILLISECONDS = 3000;
  let stream = null;
  let last = { text: "", at: 0 };

  async function ownReader() {
    if (!("BarcodeDetector" in window)) return null;
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (!formats.includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
  }

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: address, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  }

  async function bundledReader(settings) {
    if (!window.ZXingWASM) await load(settings.zxing);
    ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => settings.wasm }, fireImmediately: false });
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    return async (video) => {
      const scale = Math.min(1, EDGE_PIXELS_MAX / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
      const found = await ZXingWASM.readBarcodes(picture, { formats: ["QRCode"], maxNumberOfSymbols: 1 });
      return found.find((each) => each.isValid)?.text ?? "";
    };
  }

  function isNew(text) {
    const now = Date.now();
    const isSame = text === last.text && now - last.at < SAME_MILLISECONDS;
    last = { text, at: now };
    return !isSame;
  }

  async function watch(video, read, found) {
    const own = stream;
    while (stream === own && stream) {
      if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) {
        const text = await read(video).catch(() => "");
        if (text && stream === own && isNew(text)) found(text);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  }

  /** Open the camera and tell of every code; gives whether it has a light. Fails where there is no camera. */
  async function start(video, settings, found) {
    const wish = { facingMode: { ideal: "environment" }, width: { ideal: 1280 } };
    stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    video.srcObject = stream;
    await video.play();
    const read = (await ownReader()) ?? (await bundledReader(settings));
    watch(video, read, found);
    return Boolean(stream.getVideoTracks()[0].getCapabilities?.().torch);
  }

  function stop(video) {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.srcObject = null;
  }

  const light = (on) => stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });

  return { start, stop, light };
})();
