import BenchSchema

/// Fields of any width up to 56 bits, one after another, low bits first.
enum BitPacking {
    /// The widest field.
    static let maximum = 56

    /// Collects fields into bytes.
    struct Writer {
        private var words: [UInt64]
        /// The word that is being filled.
        private var place = 0
        private var filled: UInt64 = 0

        /// Makes room for so many bits.
        init(bits: Int) { words = Array(repeating: 0, count: bits / 64 + 2) }

        /// Appends the low `width` bits of some values, and leaves what stands above them.
        mutating func cut(width: UInt64, from values: inout MutableSpan<Int64>, _ range: Range<Int>) {
            guard width > 0 else { return }
            let mask = (1 as UInt64) << width - 1
            var (place, filled) = (place, filled)
            var out = words.mutableSpan
            var pending = out[place]
            for index in range {
                let field = UInt64(bitPattern: values[index]) & mask
                values[index] &>>= Int64(width)
                pending |= field &<< filled
                filled &+= width
                guard filled >= 64 else { continue }
                out[place] = pending
                place &+= 1
                filled &-= 64
                // A shift by the whole width gives 0, as it should.
                pending = field &>> (width &- filled)
            }
            out[place] = pending
            (self.place, self.filled) = (place, filled)
        }

        /// Appends the low `width` bits of a value, at most `maximum`.
        mutating func append(_ value: UInt64, width: UInt64) {
            guard width > 0 else { return }
            let field = value & ((1 as UInt64) << width - 1)
            words[place] |= field &<< filled
            filled += width
            guard filled >= 64 else { return }
            filled -= 64
            place += 1
            if place == words.count { words.append(0) }
            words[place] = field &>> (width - filled)
        }

        /// All bytes; unused bits of the last are zero.
        consuming func finish() -> [UInt8] {
            let count = place * 8 + Int(filled + 7) / 8
            for index in words.indices { words[index] = words[index].littleEndian }
            return unsafe words.withUnsafeBytes { unsafe Array($0.prefix(count)) }
        }
    }

    /// Packed bits as `merge` takes them: eight zero bytes more let every field be read as one 64-bit load.
    static func padded(_ packed: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(packed.count + 8)
        bytes += packed
        bytes += [0, 0, 0, 0, 0, 0, 0, 0]
        return bytes
    }

    /// Adds fields to values that hold what stands above them: `values[i] = values[i] << width | field`.
    ///
    /// - Parameters:
    ///   - packed: Padded bytes that hold all the fields.
    ///   - bit: Where the first field starts.
    static func merge(
        _ packed: UnsafeRawBufferPointer, from bit: Int, width: Int, into values: UnsafeMutableBufferPointer<Int64>
    ) {
        precondition(0...maximum ~= width && bit >= 0 && (bit + values.count * width + 7) / 8 + 8 <= packed.count)
        guard width > 0, let source = packed.baseAddress, let target = values.baseAddress else { return }
        // Shifts and sums that can't overflow here, and say so: what the compiler need not check takes half of the loop.
        let (shift, step, mask) = (Int64(width), UInt64(width), (1 as UInt64) &<< UInt64(width) &- 1)
        var bit = UInt64(bit)
        @inline(__always) func word() -> UInt64 {
            let word = unsafe (source + Int(truncatingIfNeeded: bit &>> 3)).loadUnaligned(as: UInt64.self)
            return UInt64(littleEndian: word) &>> (bit & 7)
        }
        @inline(__always) func put(_ field: UInt64, _ place: Int) {
            unsafe target[place] = unsafe target[place] &<< shift | Int64(bitPattern: field & mask)
        }
        var place = 0
        // Four narrow fields are in one word, wherever in a byte they start.
        while width <= 14, place &+ 4 <= values.count {
            var fields = word()
            for next in 0..<4 {
                put(fields, place &+ next)
                fields &>>= step
            }
            bit &+= step &<< 2
            place &+= 4
        }
        while place < values.count {
            put(word(), place)
            bit &+= step
            place &+= 1
        }
    }
}
