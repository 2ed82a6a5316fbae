import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dealer, Subscriber } from "zeromq";
import { denoPath } from "./deno.ts";

/** A message of the Jupyter protocol, as much of it as is read here. */
export interface Message {
  type: string;
  parent: string | undefined;
  content: Record<string, unknown>;
}

/** A running Deno kernel. */
export interface Kernel {
  /** Runs one cell and resolves, when nothing of it can still be under way, with all that it sent. */
  execute(code: string): Promise<Message[]>;
  close(): Promise<void>;
}

const DELIMITER = "<IDS|MSG>";
const START_MS = 30_000;
const CELL_MS = 120_000;
const END_MS = 2_000;
const ASK_MS = 100;
const GRACE_MS = 200;

/** Starts Deno's Jupyter kernel with `folder` as its working directory, whence cells resolve their relative imports. */
export async function startKernel(folder: string): Promise<Kernel> {
  const scratch = mkdtempSync(join(tmpdir(), "isoloss-kernel-"));
  const connection = await connectionFile();
  const path = join(scratch, "connection.json");
  writeFileSync(path, JSON.stringify(connection));
  const kernel = spawn(denoPath(), ["jupyter", "--kernel", "--conn", path], {
    cwd: folder,
    // Stored outputs must not depend on who runs them: no colour, one time zone, no notice of a newer Deno.
    env: { ...process.env, NO_COLOR: "1", TZ: "UTC", DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const complaints: string[] = [];
  kernel.stderr?.on("data", (chunk) => complaints.push(String(chunk)));

  const address = (port: number): string => `tcp://${connection.ip}:${port}`;
  const shell = new Dealer();
  const control = new Dealer();
  const iopub = new Subscriber();
  shell.connect(address(connection.shell_port));
  control.connect(address(connection.control_port));
  iopub.connect(address(connection.iopub_port));
  iopub.subscribe();

  const listeners = new Set<(message: Message) => void>();
  const read = async (socket: Dealer | Subscriber): Promise<void> => {
    for await (const frames of socket) {
      const message = decode(frames);
      for (const listener of listeners) listener(message);
    }
  };
  // A closed socket ends these loops with an error that nobody needs.
  for (const socket of [shell, control, iopub]) read(socket).catch(() => {});

  const send = (socket: Dealer, id: string, type: string, content: object): Promise<void> =>
    socket.send(encode(connection.key, id, type, content));
  /** Hands each message to `seen` until that returns true. */
  const until = (what: string, limit: number, seen: (message: Message) => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        listeners.delete(listener);
        kernel.off("exit", gone);
        settle();
      };
      const fail = (why: string): void => end(() => reject(new Error(`Cannot ${what}: ${why}\n${complaints.join("")}`.trimEnd())));
      const gone = (): void => fail("the Deno kernel ended");
      const listener = (message: Message): void => {
        if (seen(message)) end(resolve);
      };
      const timer = setTimeout(() => fail(`no answer in ${limit / 1000} s`), limit);
      listeners.add(listener);
      kernel.on("exit", gone);
      if (kernel.exitCode !== null) gone();
    });

  /** Runs `code` until the kernel says that it is done, and `heard` of what it sent is true. */
  const run = async (id: string, code: string, heard: (message: Message) => boolean = () => true): Promise<void> => {
    const wanted = { execute_reply: false, idle: false, heard: false };
    const done = until("run the cell", CELL_MS, (message) => {
      if (message.parent !== id) return false;
      if (message.type === "execute_reply") wanted.execute_reply = true;
      if (message.content.execution_state === "idle") wanted.idle = true;
      if (heard(message)) wanted.heard = true;
      return wanted.execute_reply && wanted.idle && wanted.heard;
    });
    const request = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true };
    await Promise.all([done, send(shell, id, "execute_request", request)]);
  };

  const execute = async (code: string): Promise<Message[]> => {
    const [cell, fence] = [randomUUID(), randomUUID()];
    const fenceLine = `${fence}\n`;
    const messages: Message[] = [];
    const collect = (message: Message): void => {
      const { type, parent, content } = message;
      // What the cell printed last may be sent once the fence runs: it then bears the fence's name, or shares its piece.
      const late = parent === fence && type === "stream";
      const printed = late ? String(content.text).replace(fenceLine, "") : "";
      if (parent === cell) messages.push(message);
      else if (printed) messages.push({ ...message, content: { ...content, text: printed } });
    };
    listeners.add(collect);
    try {
      await run(cell, code);
      // Deno says "idle" beside the queue that its outputs go through, so the last of them may come later. What is printed now
      // comes last in that queue.
      await run(fence, `console.log("${fence}")`, ({ content }) => String(content.text).endsWith(fenceLine));
      await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
      return messages;
    } finally {
      listeners.delete(collect);
    }
  };

  const close = async (): Promise<void> => {
    await send(control, randomUUID(), "shutdown_request", { restart: false }).catch(() => {});
    await ended(kernel);
    for (const socket of [shell, control, iopub]) socket.close();
    rmSync(scratch, { recursive: true, force: true });
  };

  try {
    // A subscription takes effect some time after it was made, and what was sent before is lost: ask until the answer is heard there.
    const heard = until("start the Deno kernel", START_MS, ({ type }) => type === "status");
    const asking = setInterval(() => void send(shell, randomUUID(), "kernel_info_request", {}).catch(() => {}), ASK_MS);
    await heard.finally(() => clearInterval(asking));
  } catch (error) {
    await close();
    throw error;
  }
  return { execute, close };
}

async function connectionFile() {
  const [shell, iopub, stdin, control, heartbeat] = await freePorts(5);
  return {
    ip: "127.0.0.1",
    transport: "tcp",
    shell_port: shell as number,
    iopub_port: iopub as number,
    stdin_port: stdin as number,
    control_port: control as number,
    hb_port: heartbeat as number,
    key: randomUUID(),
    signature_scheme: "hmac-sha256",
    kernel_name: "deno",
  };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function encode(key: string, id: string, type: string, content: object): string[] {
  const header = { msg_id: id, msg_type: type, username: "isoloss", session: key, date: new Date().toISOString(), version: "5.3" };
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
  const signature = createHmac("sha256", key).update(parts.join("")).digest("hex");
  return [DELIMITER, signature, ...parts];
}

function decode(frames: readonly Buffer[]): Message {
  const start = frames.findIndex((frame) => frame.toString() === DELIMITER) + 2;
  const [header, parent, , content] = frames.slice(start).map((frame) => JSON.parse(frame.toString()));
  return { type: header.msg_type, parent: parent.msg_id, content };
}

async function ended(kernel: ChildProcess): Promise<void> {
  if (kernel.exitCode !== null || kernel.signalCode !== null) return;
  const timer = setTimeout(() => kernel.kill("SIGKILL"), END_MS);
  await once(kernel, "exit");
  clearTimeout(timer);
}
