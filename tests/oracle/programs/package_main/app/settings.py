ACTIVATION = "softmax"

if __name__ == "__main__":
    ACTIVATION = None
    print("alone")
