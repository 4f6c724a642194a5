const kDatabase = 'xinsheng.chat'
const kPictures = 'pictures'

/**
 * Pictures that wait to be sent, kept over a reload. Where the browser gives no database (private mode) they live as
 * long as the page; `get` then answers null after a reload and the message is shown as not sent.
 */
export class PictureShelf {
  private readonly memory_ = new Map<string, Blob>()
  private database_: Promise<IDBDatabase | null> | null = null

  async put(key: string, picture: Blob): Promise<void> {
    this.memory_.set(key, picture)
    await this.run('readwrite', (store) => store.put(picture, key))
  }

  async get(key: string): Promise<Blob | null> {
    const known = this.memory_.get(key)
    if (known) return known
    const kept = await this.run('readonly', (store) => store.get(key))
    return kept instanceof Blob ? kept : null
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.memory_.delete(key)
      await this.run('readwrite', (store) => store.delete(key))
    }
  }

  private open(): Promise<IDBDatabase | null> {
    this.database_ ??= new Promise((resolve) => {
      try {
        const request = indexedDB.open(kDatabase, 1)
        request.onupgradeneeded = () => request.result.createObjectStore(kPictures)
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => resolve(null)
        request.onblocked = () => resolve(null)
      } catch {
        resolve(null)
      }
    })
    return this.database_
  }

  private async run(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const database = await this.open()
    if (database === null) return undefined
    return new Promise((resolve) => {
      try {
        const transaction = database.transaction(kPictures, mode)
        const request = act(transaction.objectStore(kPictures))
        transaction.oncomplete = () => resolve(request.result)
        transaction.onerror = () => resolve(undefined)
        transaction.onabort = () => resolve(undefined)
      } catch {
        resolve(undefined)
      }
    })
  }
}
