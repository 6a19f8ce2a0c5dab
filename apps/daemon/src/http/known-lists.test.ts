import { describe, expect, it } from 'vitest';
import { createKnownLists, type KnownListsOptions } from './known-lists.js';

const bytesOf = (list: readonly unknown[]): Buffer => Buffer.from(JSON.stringify(list));
const listOf = (name: string): { readonly name: string }[] => [{ name }];

const limits = { maxLists: 2, maxTotalBytes: 1000, minBytes: 10, maxBytes: 30, idleAfter: 5 };

function createLists(changes: Partial<KnownListsOptions> = {}) {
  const lists = createKnownLists({ ...limits, ...changes });
  return {
    add(name: string) {
      lists.add(bytesOf(listOf(name)), listOf(name));
    },
    find: (name: string) => lists.at(bytesOf(listOf(name)), 0)?.list,
    at: lists.at.bind(lists),
    addAs: lists.add.bind(lists),
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
    const lists = createKnownLists(limits);
    const body = bytesOf(listOf('read'));
    lists.add(body, listOf('read'));
    body.fill(0x20);
    expect(lists.at(bytesOf(listOf('read')), 0)?.list).toEqual(listOf('read'));
  });

  it('makes room when a list has not come for long, and not before', () => {
    const lists = createLists();
    lists.add('read');
    lists.add('write');
    for (let time = 0; time < 4; time += 1) lists.find('read');
    lists.add('search');
    expect(lists.find('search')).toBeUndefined();
    lists.add('search');
    expect(lists.find('search')).toBeDefined();
    expect(lists.find('write')).toBeUndefined();
    expect(lists.find('read')).toBeDefined();
  });

  it('keeps some of those that come by turns, and notes no other of them', () => {
    const lists = createLists();
    const names = ['one', 'two', 'three', 'four'];
    let notes = 0;
    for (let time = 0; time < 100; time += 1) {
      const name = names[time % names.length] ?? '';
      if (lists.find(name) !== undefined) continue;
      const list = listOf(name);
      lists.addAs(bytesOf(list), list);
      if (Object.isFrozen(list)) notes += 1;
    }
    expect(notes).toBe(2);
    expect(names.filter((name) => lists.find(name) !== undefined)).toEqual(['one', 'two']);
  });

  it('holds no more bytes than it may', () => {
    const lists = createLists({ maxLists: 100, maxTotalBytes: 40 });
    for (const name of ['read', 'write', 'seek']) lists.add(name);
    expect(['read', 'write', 'seek'].map((name) => lists.find(name) !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
    for (let time = 0; time < 5; time += 1) lists.find('write');
    lists.add('seek');
    expect(['read', 'write', 'seek'].map((name) => lists.find(name) !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('takes no note of what is short or long', () => {
    const lists = createLists();
    lists.add('x'.repeat(50));
    const short = createKnownLists(limits);
    short.add(Buffer.from('[1,2]'), [1, 2]);
    expect(lists.find('x'.repeat(50))).toBeUndefined();
    expect(short.at(Buffer.from('[1,2]'), 0)).toBeUndefined();
  });
});
