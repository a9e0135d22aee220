import { createLocalImages } from "./local-images";
import { uploadFile } from "./upload-file";
import { createUploads } from "./uploads";

/** The images that this page has uploaded. */
export const localImages = createLocalImages();

/** The files of the messages that are being written on this page. A reload loses those that are not uploaded yet. */
export const pageUploads = createUploads(uploadFile, localImages);
