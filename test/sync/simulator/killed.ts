/** A process that ends in the middle of something: nothing of it goes on afterwards, whoever catches this. */
export class Killed extends Error {
  override readonly name = 'Killed'
}
