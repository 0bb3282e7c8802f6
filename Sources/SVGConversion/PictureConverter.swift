internal import CRsvg
internal import Glibc

/// Why a picture cannot be converted, as a sentence without a full stop.
public struct ConversionError: Error, Sendable, Hashable {
    /// What is wrong.
    public let message: String
    /// What helps; `nil` where nothing is known to.
    public var hint: String?
    /// Whether the picture would have too many pixels, and not something be missing or broken.
    public var isTooLarge = false
}

/// Makes other documents of SVG by librsvg, which is loaded when the first is made.
public struct PictureConverter: Sendable {
    /// What an SVG document is made into.
    public enum Format: Sendable, Hashable {
        /// Pixels, so many for each unit of length of the document.
        case png(scale: Double)
        /// A page of the document's size, with lines and letters as they are.
        case pdf
    }

    /// The most pixels of a picture, which take four bytes each.
    static let pixelLimit = 64_000_000.0

    private let library: String

    /// Prepares a converter; nothing is loaded yet.
    public init() { self.init(library: "librsvg-2.so.2") }

    /// Prepares a converter that uses a library of another name.
    init(library: String) { self.library = library }

    /// Converts a document; its colours are those for light pages.
    ///
    /// - Throws: where librsvg is not there or cannot read the document, or the picture would have too many pixels.
    public func convert(_ svg: String, to format: Format) throws(ConversionError) -> [UInt8] {
        let functions = try Functions(of: library)
        let document = try Document(svg, functions)
        let size = try document.size()
        switch format {
        case .png(let scale):
            let width = (size.width * scale).rounded(.up)
            let height = (size.height * scale).rounded(.up)
            guard width >= 1, height >= 1, width <= 32_767, height <= 32_767, width * height <= Self.pixelLimit else {
                throw ConversionError(
                    message: "a picture cannot have \(Self.text(width)) × \(Self.text(height)) pixels",
                    hint: "scale=2 is usual; scale=1 makes as many as the figure has units of length", isTooLarge: true)
            }
            // Format 0: 32 bits for a pixel, transparency among them.
            let image = Surface(functions.newImage(0, Int32(width), Int32(height)), functions)
            try document.draw(on: image, width: width, height: height)
            return try image.png()
        case .pdf:
            let sink = Sink()
            // A pixel of the web is three quarters of a printer's point.
            let (width, height) = (size.width * 0.75, size.height * 0.75)
            let page = Surface(functions.newDocument(Sink.writer, sink.closure, width, height), functions, sink)
            // The sixth of the metadata is the date, which would make every document another.
            functions.setMetadata(page.pointer, 5, "")
            try document.draw(on: page, width: width, height: height)
            page.finish()
            try page.check()
            return sink.bytes
        }
    }

    private static func text(_ length: Double) -> String {
        length.magnitude < 1e15 ? "\(Int(length))" : "\(length)"
    }
}

/// The functions of librsvg and of the libraries behind it.
private struct Functions {
    let new: rsvg_new
    let dimensions: rsvg_dimensions
    let render: rsvg_render
    let newImage: cairo_new_image
    let newDocument: cairo_new_document
    let setMetadata: cairo_set_metadata
    let writePNG: cairo_write
    let newContext: cairo_new_context
    let destroyContext: cairo_on_context
    let status: cairo_status
    let finish: cairo_on_surface
    let destroySurface: cairo_on_surface
    let release: glib_free
    let freeError: glib_free_error

    /// Looks them up; the library stays loaded, since its types are registered for good.
    init(of library: String) throws(ConversionError) {
        guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL) else {
            throw ConversionError(
                message: "PNG and PDF are made by \(library), which is not installed",
                hint: "Debian and Ubuntu have it in a package: sudo apt install librsvg2-2; an .svg needs nothing")
        }
        func function<Function>(_ name: String) throws(ConversionError) -> Function {
            guard let symbol = dlsym(handle, name) else {
                throw ConversionError(
                    message: "\(library) has no \(name), so that it is older than 2.46",
                    hint: "an .svg needs no library")
            }
            return unsafeBitCast(symbol, to: Function.self)
        }
        new = try function("rsvg_handle_new_from_data")
        dimensions = try function("rsvg_handle_get_intrinsic_dimensions")
        render = try function("rsvg_handle_render_document")
        newImage = try function("cairo_image_surface_create")
        newDocument = try function("cairo_pdf_surface_create_for_stream")
        setMetadata = try function("cairo_pdf_surface_set_metadata")
        writePNG = try function("cairo_surface_write_to_png_stream")
        newContext = try function("cairo_create")
        destroyContext = try function("cairo_destroy")
        status = try function("cairo_surface_status")
        finish = try function("cairo_surface_finish")
        destroySurface = try function("cairo_surface_destroy")
        release = try function("g_object_unref")
        freeError = try function("g_error_free")
    }
}

/// An SVG document that was read.
private final class Document {
    private let handle: OpaquePointer
    private let functions: Functions

    init(_ svg: String, _ functions: Functions) throws(ConversionError) {
        var error: UnsafeMutablePointer<rsvg_error>?
        let bytes = Array(svg.utf8)
        guard let handle = functions.new(bytes, bytes.count, &error) else {
            throw Document.failure(error, functions)
        }
        self.handle = handle
        self.functions = functions
    }

    deinit { functions.release(UnsafeMutableRawPointer(handle)) }

    /// The width and the height of the document's view box; where it is to be shown on a page does not matter here.
    func size() throws(ConversionError) -> (width: Double, height: Double) {
        var (hasWidth, hasHeight, hasBox) = (Int32(0), Int32(0), Int32(0))
        var (width, height, box) = (rsvg_length(), rsvg_length(), rsvg_rectangle())
        functions.dimensions(handle, &hasWidth, &width, &hasHeight, &height, &hasBox, &box)
        guard hasBox != 0, box.width.isFinite, box.height.isFinite else {
            throw ConversionError(message: "the picture does not say how large it is")
        }
        return (box.width, box.height)
    }

    /// Draws the whole document over a whole surface.
    func draw(on surface: Surface, width: Double, height: Double) throws(ConversionError) {
        try surface.check()
        guard let context = functions.newContext(surface.pointer) else {
            throw ConversionError(message: "there is no memory to draw the picture")
        }
        defer { functions.destroyContext(context) }
        var viewport = rsvg_rectangle(x: 0, y: 0, width: width, height: height)
        var error: UnsafeMutablePointer<rsvg_error>?
        guard functions.render(handle, context, &viewport, &error) != 0 else {
            throw Document.failure(error, functions)
        }
    }

    private static func failure(
        _ error: UnsafeMutablePointer<rsvg_error>?, _ functions: Functions
    ) -> ConversionError {
        guard let error else { return ConversionError(message: "the picture cannot be converted") }
        defer { functions.freeError(error) }
        let reason = error.pointee.message.map { String(cString: $0) } ?? "error \(error.pointee.code)"
        return ConversionError(message: "the picture cannot be converted: \(reason)")
    }
}

/// What cairo draws on.
private final class Surface {
    let pointer: OpaquePointer?
    private let functions: Functions
    /// Where a document is written to, at the latest when the surface goes.
    private let sink: Sink?

    init(_ pointer: OpaquePointer?, _ functions: Functions, _ sink: Sink? = nil) {
        self.pointer = pointer
        self.functions = functions
        self.sink = sink
    }

    deinit { functions.destroySurface(pointer) }

    func check() throws(ConversionError) {
        let status = functions.status(pointer)
        guard status == 0 else {
            throw ConversionError(message: "the picture cannot be drawn: cairo's error \(status)")
        }
    }

    /// Completes a document.
    func finish() { functions.finish(pointer) }

    /// The pixels of an image as PNG.
    func png() throws(ConversionError) -> [UInt8] {
        try check()
        let sink = Sink()
        let status = functions.writePNG(pointer, Sink.writer, sink.closure)
        guard status == 0 else {
            throw ConversionError(message: "the picture cannot be written: cairo's error \(status)")
        }
        return sink.bytes
    }
}

/// Gathers what cairo writes.
private final class Sink {
    private(set) var bytes: [UInt8] = []

    /// What `writer` gets back; whoever passes it on keeps the sink.
    var closure: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static let writer: cairo_writer = { closure, bytes, count in
        guard let closure else { return 11 }
        Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue().bytes +=
            UnsafeBufferPointer(start: bytes, count: Int(count))
        return 0
    }
}
