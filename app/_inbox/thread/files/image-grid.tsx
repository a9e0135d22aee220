import { cn } from "@/app/_lib/class-names";
import { imageBox, imageSize } from "@/app/_shared/files/image-source";
import { ImageTile } from "@/app/_shared/files/image-tile";
import { useLightbox } from "@/app/_shared/files/lightbox/lightbox";
import type { Attachment } from "@/server/contract/_shared/dto";

const SHOWN_MAX = 4;

/** The images of a message: one in its shape, several as a grid, the fourth with the number of further ones. */
export function ImageGrid({ images }: { images: readonly Attachment[] }) {
  const open = useLightbox();
  const [first] = images;
  if (!first) return null;
  if (images.length === 1) {
    const size = imageSize(first);
    const { width, height } = imageBox(size);
    const isSmall = size !== null && size.width < width && size.height < height;
    return (
      <div className="max-w-full" style={{ width, aspectRatio: `${width} / ${height}` }}>
        <ImageTile
          image={first}
          onOpen={() => open(images, 0)}
          isSmall={isSmall}
          className="size-full rounded-s"
        />
      </div>
    );
  }
  return (
    <div
      className={cn(
        "grid w-80 max-w-full grid-cols-2 gap-0.5 overflow-hidden rounded-s",
        images.length === 2 ? "aspect-2/1" : "aspect-4/3 grid-rows-2",
      )}
    >
      {images.slice(0, SHOWN_MAX).map((image, index) => (
        <ImageTile
          key={image.id}
          image={image}
          onOpen={() => open(images, index)}
          more={index === SHOWN_MAX - 1 ? images.length - SHOWN_MAX : 0}
          className={cn("size-full", images.length === 3 && index === 0 && "row-span-2")}
        />
      ))}
    </div>
  );
}
