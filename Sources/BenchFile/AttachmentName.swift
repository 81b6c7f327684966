/// The names of the attachments that the format knows (Specs/bench-file.md, "Attachments").
public enum AttachmentName {
    /// Where the runs come from: one JSON object.
    public static let provenance = "provenance"
    /// The search space in ConfigSpace's JSON.
    public static let searchSpace = "search-space"
    /// What predicts configurations that were never trained (Specs/surrogate.md).
    public static let surrogate = "surrogate"
    /// What a surrogate said of configurations that were held out (Specs/surrogate.md, "Held-out predictions").
    public static let heldOut = "held-out"
}
