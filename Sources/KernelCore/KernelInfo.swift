internal import JupyterProtocol

extension KernelInfoReply {
    /// What clients are told of a kernel for a language, with the optional features of the protocol that work.
    init(_ language: LanguageDescription, features: [String]) {
        self.init(
            implementation: language.implementation,
            implementationVersion: language.implementationVersion,
            languageInfo: LanguageInfo(
                name: language.name, version: language.version, mimetype: language.mimetype,
                fileExtension: language.fileExtension, pygmentsLexer: language.pygmentsLexer,
                codemirrorMode: language.codemirrorMode),
            banner: language.banner,
            helpLinks: language.helpLinks.map { HelpLink(text: $0.text, url: $0.url) })
        supportedFeatures = features
    }
}
