import Synchronization

/// Objects that many threads find without a lock, and without counting references; they stay until this goes.
///
/// A slot is empty, or holds the first object that was published in it.
@safe final class PublishedObjects<Object: AnyObject & Sendable>: @unchecked Sendable {
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
    func withObject<R, E: Error>(_ slot: Int, _ body: (Object) throws(E) -> R) throws(E) -> R? {
        guard slot >= 0, slot < count, let pointer = unsafe slots[slot].load(ordering: .acquiring) else { return nil }
        // The object lives as long as this does, and whoever calls holds this.
        let object = unsafe Unmanaged<Object>.fromOpaque(pointer)
        return try unsafe body(object._withUnsafeGuaranteedRef { $0 })
    }

    /// Puts an object into a slot, unless another came before it.
    func publish(_ object: Object, in slot: Int) {
        guard slot >= 0, slot < count else { return }
        let pointer = unsafe UnsafeRawPointer(Unmanaged.passRetained(object).toOpaque())
        let (isFirst, _) = unsafe slots[slot].compareExchange(
            expected: nil, desired: pointer, ordering: .acquiringAndReleasing)
        if !isFirst { unsafe Unmanaged<Object>.fromOpaque(pointer).release() }
    }
}
