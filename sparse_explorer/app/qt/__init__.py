"""What every room uses of Qt: the binding, the look, guards and throttles."""
