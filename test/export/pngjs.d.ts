declare module "pngjs" {
  export const PNG: {
    sync: { read(png: Buffer): { width: number; height: number; data: Buffer } };
  };
}
