import { act, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { openPage } from "@/test/support/dom/page";
import RecorderBar from "./recorder-bar";

/** A microphone: the browser's recorder with the bytes that it writes. */
class FakeRecorder {
  static isTypeSupported = (type: string) => type.startsWith("audio/webm");
  state = "inactive";
  ondataavailable: ((event: { data: Blob }) => void) | null = null;
  onstop: (() => void) | null = null;
  private readonly type: string;
  constructor(_stream: unknown, { mimeType = "" }: { mimeType?: string }) {
    this.type = mimeType;
  }
  start() {
    this.state = "recording";
  }
  stop() {
    this.state = "inactive";
    this.ondataavailable?.({ data: new Blob(["voice"], { type: this.type }) });
    this.onstop?.();
  }
}

const stopTrack = vi.fn();
const files: File[] = [];
const onClose = vi.fn();

beforeEach(() => {
  files.length = 0;
  stopTrack.mockReset();
  onClose.mockReset();
});

function openBar(getUserMedia: () => Promise<unknown>) {
  vi.stubGlobal("MediaRecorder", FakeRecorder);
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
  return openPage(<RecorderBar onFile={(file) => files.push(file)} onClose={onClose} />);
}

const microphone = async () => ({ getTracks: () => [{ stop: stopTrack }] });

test("a recording becomes a file and the microphone is closed", async () => {
  const { user } = openBar(microphone);
  expect(await screen.findByText("Recording…")).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Attach" }));
  await user.click(screen.getByRole("button", { name: "Attach" }));
  expect(files).toHaveLength(1);
  expect(files[0]?.name).toMatch(/^voice-\d{4}-\d\d-\d\d-\d{4}\.weba$/);
  expect(files[0]?.type).toBe("audio/webm");
  expect(stopTrack).toHaveBeenCalledTimes(1);
  expect(onClose).toHaveBeenCalledTimes(1);
});

test("a discarded recording leaves no file, and the microphone is closed", async () => {
  const { user } = openBar(microphone);
  await screen.findByText("Recording…");
  await user.click(screen.getByRole("button", { name: "Discard" }));
  expect(files).toEqual([]);
  expect(stopTrack).toHaveBeenCalledTimes(1);
  expect(onClose).toHaveBeenCalled();
});

test("a recording that the reader leaves becomes a file", async () => {
  const { unmount } = openBar(microphone);
  await screen.findByText("Recording…");
  act(unmount);
  expect(files).toHaveLength(1);
  expect(stopTrack).toHaveBeenCalledTimes(1);
});

test.each([
  [
    "NotAllowedError",
    "Your browser blocks the microphone on this site. Allow it in the site settings, then try again.",
  ],
  ["NotFoundError", "No microphone was found."],
])("%s says what to do", async (name, text) => {
  openBar(async () => {
    throw new DOMException("", name);
  });
  expect((await screen.findByRole("alert")).textContent).toBe(text);
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Close" }));
});
