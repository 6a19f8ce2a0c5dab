import { describe, expect, it } from 'vitest';
import { createKnownLists } from './known-lists.js';

const bytesOf = (list: readonly unknown[]): Buffer => Buffer.from(JSON.stringify(list));
const listOf = (name: string): { readonly name: string }[] => [{ name }];

function createLists() {
  const lists = createKnownLists({ maxLists: 2, minBytes: 10, maxBytes: 30 });
  return {
    add(name: string) {
      lists.add(bytesOf(listOf(name)), listOf(name));
    },
    find: (name: string) => lists.at(bytesOf(listOf(name)), 0)?.list,
    at: lists.at.bind(lists),
  };
}

describe('createKnownLists', () => {
  it('finds a list wherever it stands, and no other', () => {
    const lists = createLists();
    lists.add('read');
    const json = Buffer.from(`{"tools":${JSON.stringify(listOf('read'))},"x":1}`);
    expect(lists.at(json, 9)?.list).toEqual(listOf('read'));
    for (const place of [0, 8, 10, json.length - 1, json.length, json.length + 1])
      expect(lists.at(json, place)).toBeUndefined();
    expect(lists.find('reed')).toBeUndefined();
    expect(lists.at(Buffer.from('[{"name":"rea'), 0)).toBeUndefined();
  });

  it('hands out the same list again and again, which nobody can change', () => {
    const lists = createLists();
    lists.add('read');
    const list = lists.find('read') as { name: string }[];
    expect(lists.find('read')).toBe(list);
    expect(() => {
      (list[0] as { name: string }).name = 'write';
    }).toThrow(TypeError);
  });

  it('keeps a copy of the bytes: a body that was read is not kept', () => {
    const lists = createKnownLists({ maxLists: 2, minBytes: 10, maxBytes: 30 });
    const body = bytesOf(listOf('read'));
    lists.add(body, listOf('read'));
    body.fill(0x20);
    expect(lists.at(bytesOf(listOf('read')), 0)?.list).toEqual(listOf('read'));
  });

  it('forgets who was not asked for the longest time', () => {
    const lists = createLists();
    lists.add('read');
    lists.add('write');
    expect(lists.find('read')).toBeDefined();
    lists.add('search');
    expect(lists.find('write')).toBeUndefined();
    expect(lists.find('read')).toBeDefined();
    expect(lists.find('search')).toBeDefined();
  });

  it('takes no note of what is short or long', () => {
    const lists = createLists();
    lists.add('x'.repeat(50));
    const short = createKnownLists({ maxLists: 2, minBytes: 10, maxBytes: 30 });
    short.add(Buffer.from('[1,2]'), [1, 2]);
    expect(lists.find('x'.repeat(50))).toBeUndefined();
    expect(short.at(Buffer.from('[1,2]'), 0)).toBeUndefined();
  });
});
