/** The address of a small copy of a picture: a member's avatar, or the logo. Its name is for logs only. */
export const pictureUrl = (fileId: number | null | undefined): string | null =>
  fileId ? `/files/${fileId}/picture?preview` : null;
