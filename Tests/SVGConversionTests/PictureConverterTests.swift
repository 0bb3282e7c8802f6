import Testing

@testable import SVGConversion

@Suite struct PictureConverterTests {
    private let square = """
        <svg xmlns="http://www.w3.org/2000/svg" width="30" height="20.4" viewBox="0 0 30 20.4" style="height:auto">
        <style>.a{fill:#ff0000;fill:var(--absent)}</style><rect class="a" width="30" height="21"/><text y="9">é</text></svg>
        """

    /// A big-endian number of four bytes.
    private func number(_ bytes: [UInt8], at index: Int) -> Int {
        bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    @Test(arguments: [(1.0, 30, 21), (2, 60, 41), (3.5, 105, 72)])
    func `pixels by the scale`(scale: Double, width: Int, height: Int) throws {
        let png = try PictureConverter().convert(square, to: .png(scale: scale))
        #expect(png.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(String(decoding: png[12..<16], as: UTF8.self) == "IHDR")
        #expect(number(png, at: 16) == width)
        #expect(number(png, at: 20) == height)
        #expect(png.suffix(8).prefix(4) == Array("IEND".utf8)[...])
    }

    @Test func `a page of the same size, without a date`() throws {
        let pdf = try PictureConverter().convert(square, to: .pdf)
        let text = String(decoding: pdf, as: UTF8.self)
        #expect(text.hasPrefix("%PDF-"))
        #expect(text.contains("/MediaBox [ 0 0 22.5 15.3"))
        #expect(!text.contains("CreationDate"))
        #expect(try PictureConverter().convert(square, to: .pdf) == pdf)
    }

    @Test func `without the library there is a sentence`() throws {
        let error = #expect(throws: ConversionError.self) {
            try PictureConverter(library: "libabsent.so.1").convert(square, to: .pdf)
        }
        #expect(error?.message == "PNG and PDF are made by libabsent.so.1, which is not installed")
        #expect(error?.hint?.contains("apt install librsvg2-2") == true)
        let other = #expect(throws: ConversionError.self) {
            try PictureConverter(library: "libm.so.6").convert(square, to: .pdf)
        }
        #expect(other?.message.contains("has no rsvg_handle_new_from_data") == true)
    }

    @Test(arguments: [1e9, 2e3, -1, .nan])
    func `too many pixels`(scale: Double) {
        let error = #expect(throws: ConversionError.self) {
            try PictureConverter().convert(square, to: .png(scale: scale))
        }
        #expect(error?.isTooLarge == true)
    }

    @Test func `what is no picture`() {
        for svg in ["", "<svg", "<html/>", "\0", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"] {
            let error = #expect(throws: ConversionError.self) {
                try PictureConverter().convert(svg, to: .png(scale: 1))
            }
            #expect(error?.message.isEmpty == false)
        }
    }
}
