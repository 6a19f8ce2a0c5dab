/** How a host reaches reg. */
export type McpConnection = StdioConnection | HttpConnection;

export interface StdioConnection {
  readonly transport: 'stdio';
  /** The program that the host starts. */
  readonly command: string;
  readonly args: readonly string[];
}

export interface HttpConnection {
  readonly transport: 'http';
  readonly url: string;
  /** The daemon asks for a key; hosts are told the name of the variable that holds it, never the key. */
  readonly needsKey: boolean;
}

/** The variable from which hosts take the daemon's key. */
export const keyVariable = 'REG_API_KEY';
