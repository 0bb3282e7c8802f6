// Kernelspec: the files of Nabla's Jupyter kernelspec, embedded in whatever links this target.

/// The files of the kernelspec, as they lie beside this source.
public enum Kernelspec {
    /// The template of `kernel.json`; `"{executable}"` and `"{display_name}"` stand for JSON strings.
    public static var template: String { String(decoding: PackageResources.kernel_json, as: UTF8.self) }

    /// The logos, under the names Jupyter looks for.
    public static var logos: [(name: String, contents: [UInt8])] {
        [
            ("logo-32x32.png", PackageResources.logo_32x32_png),
            ("logo-64x64.png", PackageResources.logo_64x64_png),
            ("logo-svg.svg", PackageResources.logo_svg_svg),
        ]
    }
}
