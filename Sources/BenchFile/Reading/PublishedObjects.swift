import Synchronization

/// Objects that many threads find without a lock, and without counting references.
///
/// A slot is empty, or holds the first object that was published in it, which stays until this goes or it is removed.
@safe struct PublishedObjects<Object: AnyObject & Sendable>: ~Copyable, @unchecked Sendable {
    private let slots: UnsafeMutablePointer<Atomic<UnsafeRawPointer?>>
    private let count: Int

    /// Makes so many empty slots.
    init(count: Int) {
        self.count = count
        unsafe slots = .allocate(capacity: max(count, 1))
        for slot in 0..<count { unsafe (slots + slot).initialize(to: Atomic(nil)) }
    }

    deinit {
        for slot in 0..<count {
            if let pointer = unsafe slots[slot].load(ordering: .relaxed) {
                unsafe Unmanaged<Object>.fromOpaque(pointer).release()
            }
            unsafe (slots + slot).deinitialize(count: 1)
        }
        unsafe slots.deallocate()
    }

    /// Calls with the object in a slot; nil where it is empty or there is no such slot.
    func withObject<R>(_ slot: Int, _ body: (Object) -> R) -> R? {
        guard slot >= 0, slot < count, let pointer = unsafe slots[slot].load(ordering: .acquiring) else { return nil }
        // The object stays as long as this, which whoever calls holds; or until it is removed, which whoever removes it
        // sees to.
        return unsafe Unmanaged<Object>.fromOpaque(pointer)._withUnsafeGuaranteedRef { body($0) }
    }

    /// Puts an object into a slot, unless another came before it.
    func publish(_ object: Object, in slot: Int) {
        guard slot >= 0, slot < count else { return }
        let pointer = unsafe UnsafeRawPointer(Unmanaged.passRetained(object).toOpaque())
        let (isFirst, _) = unsafe slots[slot].compareExchange(
            expected: nil, desired: pointer, ordering: .acquiringAndReleasing)
        if !isFirst { unsafe Unmanaged<Object>.fromOpaque(pointer).release() }
    }

    /// Empties a slot, and gives what it held.
    ///
    /// Threads that found the object before may still use it: it must be held until all of them are known to be done.
    func remove(from slot: Int) -> Object? {
        guard slot >= 0, slot < count, let pointer = unsafe slots[slot].exchange(nil, ordering: .acquiringAndReleasing)
        else { return nil }
        return unsafe Unmanaged<Object>.fromOpaque(pointer).takeRetainedValue()
    }
}
