/** Keeps a value as the latest one of a map, which lets its oldest ones go beyond `most`. */
export function keepLatest<K, V>(map: Map<K, V>, key: K, value: V, most: number): V {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
  return value;
}
