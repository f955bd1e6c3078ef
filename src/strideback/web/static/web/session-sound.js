// What a session sounds like: beeps, the browser's own voice, vibration, and a screen that stays awake.

const TONES = { count: [660, 0.09], rep: [520, 0.06], work: [990, 0.35], ready: [520, 0.15], rest: [440, 0.35], switch: [620, 0.35], how: [780, 0.5], stopped: [220, 0.6] };
const BUZZ = { count: 40, rep: 25, work: [120, 60, 120], rest: 250, switch: [120, 60, 120, 60, 120], how: [250, 100, 250], stopped: [500, 100, 500] };

const chosen = {
  sound: localStorage.getItem("strideback.sound") !== "off",
  voice: localStorage.getItem("strideback.voice") === "on",
};
let audio = null;
let lock = null;
let wanted = false;

export const canSpeak = "speechSynthesis" in window;

/** Whether sound or voice is on. */
export function isOn(which) {
  return chosen[which];
}

/** Turn sound or voice on or off; the browser remembers it. */
export function turn(which) {
  chosen[which] = !chosen[which];
  localStorage.setItem(`strideback.${which}`, chosen[which] ? "on" : "off");
  if (which === "voice" && !chosen.voice && canSpeak) speechSynthesis.cancel();
  return chosen[which];
}

/** Browsers let a page sound only after a tap: call this from one. */
export function unlock() {
  const Audio = window.AudioContext ?? window.webkitAudioContext;
  if (!Audio) return;
  audio ??= new Audio();
  if (audio.state === "suspended") audio.resume().catch(() => {});
}

/** A beep and a buzz for a cue. */
export function cue(name) {
  if (!chosen.sound) return;
  if (BUZZ[name]) navigator.vibrate?.(BUZZ[name]);
  if (!audio || audio.state !== "running" || !TONES[name]) return;
  const [pitch, length] = TONES[name];
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.0001, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.25, audio.currentTime + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + length);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + length);
}

/** Say it aloud, if the runner wants that and the browser can. */
export function say(text) {
  if (!chosen.voice || !canSpeak) return;
  speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(text);
  words.lang = document.documentElement.lang;
  speechSynthesis.speak(words);
}

/** Keep the screen awake from now on, or let it sleep again. */
export async function stayAwake(on) {
  wanted = on;
  if (!on) {
    await lock?.release().catch(() => {});
    lock = null;
    return;
  }
  try {
    lock = await navigator.wakeLock?.request("screen");
  } catch {
    lock = null; // a low battery may refuse it; the clock is right all the same
  }
}

document.addEventListener("visibilitychange", () => {
  if (wanted && document.visibilityState === "visible") stayAwake(true);
});
