"""What each rule may answer."""
