import Testing

@testable import Engine

/// The generator of lecture checklist block R-11(b).
struct RandomStreamTests {
    @Test func `the first outputs are SplitMix64's`() {
        var stream = RandomStream(seed: 42)
        #expect(stream.next() == 13_679_457_532_755_275_413)
        #expect(stream.next() == 2_949_826_092_126_892_291)
        #expect(stream.next() == 5_139_283_748_462_763_858)
        var other = RandomStream(seed: 1_234_567)
        #expect(other.next() == 6_457_827_717_110_365_317)
    }

    @Test func `uniform numbers are the upper 53 bits`() {
        var stream = RandomStream(seed: 42)
        let numbers = (0..<3).map { _ in stream.uniform() }
        #expect(agree(numbers, [0.7415648788, 0.1599103929, 0.2786011303], within: 5e-11))
    }

    @Test func `normal numbers are the cosine branch, two draws each`() {
        var stream = RandomStream(seed: 42)
        let numbers = (0..<3).map { _ in stream.normal() }
        #expect(agree(numbers, [0.8822489062, -0.4508498757, 0.1883526341], within: 5e-11))
    }

    @Test func `whole numbers cover their range evenly`() {
        var stream = RandomStream(seed: 3)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[stream.below(7)] += 1 }
        for count in counts { #expect(abs(count - 10_000) < 400) }
        #expect(stream.below(1) == 0)
    }

    @Test func `derived seeds differ by seed, role and counter`() {
        var seeds: Set<UInt64> = []
        for seed in UInt64(0)..<10 {
            for role in [RandomStream.Role.shuffle, .dropout, .trial] {
                for counter in UInt64(0)..<10 { seeds.insert(mixSeed(seed, role: role, counter: counter)) }
            }
        }
        #expect(seeds.count == 300)
        var stream = RandomStream(seed: 5, role: .trial, counter: 9)
        var same = RandomStream(seed: mixSeed(5, role: .trial, counter: 9))
        #expect(stream.next() == same.next())
    }

    /// Recorded once, so that no later change moves anyone's shuffles.
    @Test func `derived seeds stay what they are`() {
        #expect(mixSeed(1, role: .shuffle, counter: 0) == 15_354_349_423_939_954_581)
    }

    @Test func `a shuffle is a permutation`() {
        var stream = RandomStream(seed: 1)
        var elements = (0..<100).map { Int32($0) }
        elements.withUnsafeMutableBufferPointer { _ = stream.shuffle($0) }
        #expect(elements.sorted() == (0..<100).map { Int32($0) })
        #expect(elements != elements.sorted())
    }
}
