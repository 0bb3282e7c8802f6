/// The candidate that a mistyped name was probably meant to be.
///
/// Insertions, deletions, substitutions and swaps of neighbours count one each, a difference of case only breaks ties.
/// Longer names may differ more: names of up to two letters not at all, of up to four by one, of up to eight by two,
/// longer ones by three.
///
/// - Returns: the nearest candidate other than the name itself; of several equally near ones the one that shares more
///   letters at the beginning, then the first in alphabetical order.
/// - Complexity: the product of the names' lengths for each candidate; names of more than 64 letters are not compared.
public func nearest(to name: String, in candidates: [String]) -> String? {
    let letters = Array(name.lowercased())
    guard !letters.isEmpty, letters.count <= 64 else { return nil }
    var best: (key: (Int, Int, Int, String), candidate: String)?
    for candidate in candidates where candidate != name {
        let other = Array(candidate.lowercased())
        let limit = allowedDistance(min(letters.count, other.count))
        guard other.count <= 64, abs(letters.count - other.count) <= limit else { continue }
        let distance = editDistance(letters, other)
        guard distance <= limit else { continue }
        let shared = zip(letters, other).prefix { $0 == $1 }.count
        let caseDistance = editDistance(Array(name), Array(candidate))
        let key = (distance, -shared, caseDistance, candidate)
        if best.map({ key < $0.key }) ?? true { best = (key, candidate) }
    }
    return best?.candidate
}

private func allowedDistance(_ length: Int) -> Int {
    switch length {
    case ...2: 0
    case ...4: 1
    case ...8: 2
    default: 3
    }
}

/// The Damerau-Levenshtein distance in which no part is edited twice.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for row in a.indices {
        var current = [row + 1]
        for column in b.indices {
            let substitution = last[column] + (a[row] == b[column] ? 0 : 1)
            var distance = min(substitution, last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, a[row] == b[column - 1], a[row - 1] == b[column] {
                distance = min(distance, beforeLast[column - 1] + 1)
            }
            current.append(distance)
        }
        beforeLast = last
        last = current
    }
    return last.last ?? 0
}
