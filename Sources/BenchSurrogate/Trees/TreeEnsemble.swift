/// Gradient-boosted regression trees, added up as libxgboost does: in float32, from the base on, tree after tree.
package struct TreeEnsemble: Sendable, Equatable {
    /// What all trees start from.
    package let base: Float
    /// All nodes, each tree's in preorder: a parent, what is left of it, what is right of it.
    package let nodes: [Node]
    /// Where each tree begins.
    private let roots: [Int]

    /// One node.
    package struct Node: Sendable, Equatable {
        /// The feature that is compared; negative in a leaf.
        package var feature: Int32
        /// Smaller values go left; in a leaf, what it adds.
        package var value: Float
        /// The place of the right child; the left one follows its parent.
        package var right: Int32

        /// Makes a node; `right` is set when nodes are put together.
        package init(feature: Int32, value: Float) { (self.feature, self.value, right) = (feature, value, 0) }
    }

    /// Puts trees together from their nodes in preorder; nil if they don't end with a tree's last leaf.
    package init?(base: Float, preorder: [Node]) {
        var nodes = preorder
        var roots: [Int] = []
        // Parents whose right child is still to come.
        var open: [Int] = []
        var isComplete = true
        for place in nodes.indices {
            if isComplete { roots.append(place) }
            isComplete = false
            if nodes[place].feature >= 0 {
                open.append(place)
            } else if let parent = open.popLast() {
                nodes[parent].right = Int32(place + 1)
            } else {
                isComplete = true
            }
        }
        guard isComplete else { return nil }
        (self.base, self.nodes, self.roots) = (base, nodes, roots)
    }

    /// The prediction for a configuration. O(trees * depth).
    package func value(_ features: [Float]) -> Float {
        var sum = base
        // Unsafe for speed: `init` made sure of every place among the nodes, a reader of every feature's.
        unsafe nodes.withUnsafeBufferPointer { nodes in
            unsafe features.withUnsafeBufferPointer { features in
                for root in roots {
                    var place = root
                    var node = unsafe nodes[place]
                    while node.feature >= 0 {
                        place = unsafe features[Int(node.feature)] < node.value ? place + 1 : Int(node.right)
                        node = unsafe nodes[place]
                    }
                    sum += node.value
                }
            }
        }
        return sum
    }

    /// The number of trees.
    package var trees: Int { roots.count }
}
