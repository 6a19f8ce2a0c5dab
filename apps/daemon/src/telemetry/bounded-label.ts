/**
 * A label that takes at most `limit` different values; the later ones become `other`. Memory of a metrics
 * registry grows with every value it has ever seen, and configuration may name any number of models.
 */
export function createBoundedLabel(limit: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= limit) return 'other';
    known.add(value);
    return value;
  };
}
