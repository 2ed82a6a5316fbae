/** What Deno's Jupyter kernel gives to programs, as much of it as is used here. */
export interface Kernel {
  broadcast(type: string, content: object): void;
}

/** A value as Deno's Jupyter kernel shows one that says nothing of itself. */
export function inspected(value: unknown): string {
  const { inspect } = (globalThis as { Deno?: { inspect?: (value: unknown) => string } }).Deno ?? {};
  return inspect?.(value) ?? String(value);
}

/** The kernel that this program runs in, or undefined: Deno names `jupyter` everywhere, and throws where there is none. */
export function kernel(): Kernel | undefined {
  try {
    return (globalThis as { Deno?: { jupyter?: Kernel } }).Deno?.jupyter;
  } catch {
    return undefined;
  }
}
