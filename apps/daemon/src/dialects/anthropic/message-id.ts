/** The vendor's id of an answer with the mark that ids of this dialect have. */
export function messageIdFrom(answerId: string): string {
  return answerId.startsWith('msg_') ? answerId : `msg_${answerId}`;
}
