/**
 * How a text that is meant as a number would be read, as part of a hint; undefined where it looks like none.
 *
 * @example
 * numberHint("3,45") // 'write a decimal point: 3.45'
 */
export function numberHint(text: string): string | undefined {
  const plain = text.trim();
  if (/^[+-]?\d+,\d+(e[+-]?\d+)?$/i.test(plain)) return `write a decimal point: ${plain.replace(",", ".")}`;
  if (/^[+-]?\d{1,3}([ '’.\u00a0\u202f]\d{3})+(,\d+)?$/.test(plain))
    return `write digits without groups: ${plain.replace(/[ '’.\u00a0\u202f]/g, "").replace(",", ".")}`;
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) return `write digits without groups: ${plain.replaceAll(",", "")}`;
  if (/^[+-]?[\d.]+ ?%$/.test(plain))
    return `write the number itself, not per cent: ${Number.parseFloat(plain)} % is ${Number.parseFloat(plain) / 100}`;
  if (/^[+-]?(nan|inf(inity)?)$/i.test(plain)) return "the training had diverged there, or was not evaluated";
  return undefined;
}
