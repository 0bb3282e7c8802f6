import CKernels

/// The sets of machine instructions that the kernels are compiled for.
enum InstructionSet: Int32, Sendable, CaseIterable {
    /// What every machine of the architecture has: SSE2 or NEON.
    case baseline = 0
    /// AVX2 and fused multiply-add.
    case x86v3 = 1
    /// AVX-512.
    case x86v4 = 2

    /// The highest one this machine has.
    static let best = InstructionSet(rawValue: nabla_best_level()) ?? .baseline

    /// Whether this machine has it.
    var isSupported: Bool { rawValue <= InstructionSet.best.rawValue }

    /// The kernels for doubles at the best level.
    static var doubleKernels: Double.Kernels { doubleTable.pointer }

    private static let doubleTable = KernelTable<Double>(.best)
}

/// A table of kernels found once.
///
/// Sendable because the table is a constant of the program, never written.
struct KernelTable<Element: Scalar>: @unchecked Sendable {
    let pointer: Element.Kernels

    init(_ set: InstructionSet) {
        guard let found = Element.kernels(set) ?? Element.kernels(.baseline) else {
            preconditionFailure("the baseline kernels exist on every machine")
        }
        pointer = found
    }
}
