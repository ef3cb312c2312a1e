import { testCache } from './testCache';

testCache(async (name) => `indexeddb://${name}-${Date.now()}`);
